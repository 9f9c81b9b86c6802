// A copy of a large object with one field changed, by spreading and by naming every field: why the kernel's entities are copied as they are.
import { compare } from './parts/figures.mjs';

const FIELDS = 29;
const COPIES = 2_000_000;
const names = Array.from({ length: FIELDS }, (_, index) => `field${index}`);

export function run() {
  const named = new Function('from', `return { ${names.map((name) => `${name}: from.${name}`).join(', ')} }`);
  const byNaming = (from, value) => Object.assign(named(from), { field7: value });
  const bySpreading = (from, value) => ({ ...from, field7: value });
  return {
    title: `A copy of an object of ${FIELDS} fields with one changed, by naming its fields, against spreading it`,
    rows: [compare('a copy', nanoseconds(byNaming), nanoseconds(bySpreading), 'ns')],
  };
}

function nanoseconds(copy) {
  let object = Object.fromEntries(names.map((name, index) => [name, index % 3 === 0 ? null : name]));
  for (let value = 0; value < COPIES / 10; value += 1) object = copy(object, value);
  const before = process.cpuUsage();
  for (let value = 0; value < COPIES; value += 1) object = copy(object, value);
  const { user, system } = process.cpuUsage(before);
  return ((user + system) * 1_000) / COPIES;
}
