import { startTvShopping } from './index.js';

const env = process.env;
const serviceKey = env.CALLWEAVE_SERVICE_KEY;
if (serviceKey === undefined || serviceKey === '') {
  console.error(
    'Set CALLWEAVE_SERVICE_KEY to a key of the call-centre server (access.serviceKeys in its configuration).',
  );
  process.exit(1);
}
const callweaveUrl = env.CALLWEAVE_URL ?? 'http://127.0.0.1:7080';

const agents = ['王芳', '李娜', '张敏', '刘洋', '陈静'].map((name, index) => ({
  account: String(1001 + index),
  name,
  role: 'agent' as const,
  agentId: String(1001 + index),
  password: `demo-${1001 + index}`,
}));

const shop = await startTvShopping({
  host: env.TVS_HOST ?? '127.0.0.1',
  port: Number(env.TVS_PORT ?? 7090),
  dataDir: env.TVS_DATA_DIR ?? '.callweave/tv-shopping',
  callweaveUrl,
  callweaveWsUrl: env.CALLWEAVE_WS_URL ?? `${callweaveUrl.replace(/^http/, 'ws')}/ws`,
  serviceKey,
  lookupKey: env.TVS_LOOKUP_KEY ?? serviceKey,
  users: [
    ...agents,
    { account: '2001', name: '赵班长', role: 'supervisor', agentId: '2001', password: 'demo-2001' },
  ],
});
console.log(`TV shopping listens on ${shop.url}`);

let stopping = false;
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    if (stopping) return;
    stopping = true;
    void shop.stop().then(() => process.exit(0));
  });
}
