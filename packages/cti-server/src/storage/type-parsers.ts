/**
 * How a column's text becomes a value, by PostgreSQL type (pg_type.oid). Both engines hand over text and use this one
 * table, so that a query gives byte-identical results on either. What is not named stays text.
 */
const parsers: Readonly<Record<number, (text: string) => unknown>> = {
  16: (text) => text === 't' || text === 'true', // bool
  20: Number, // int8: our instants and numbers stay below 2^53
  21: Number, // int2
  23: Number, // int4
  700: Number, // float4
  701: Number, // float8
  1700: Number, // numeric: sums and averages
  114: (text) => JSON.parse(text), // json
  3802: (text) => JSON.parse(text), // jsonb
};

/** The value of a column's text. */
export function parseValue(oid: number, text: string | null): unknown {
  if (text === null) return null;
  const parse = parsers[oid];
  return parse === undefined ? text : parse(text);
}

/** Every type whose text an engine would otherwise change by itself. */
export const PARSED_BY_ENGINES: readonly number[] = [
  16, 17, 20, 21, 23, 25, 26, 114, 700, 701, 1042, 1043, 1082, 1114, 1184, 1700, 3802,
];
