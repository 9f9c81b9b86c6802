import type { PGlite } from '@electric-sql/pglite';
import { hash } from '@node-rs/argon2';

/** A login that is made at the first start; later starts leave its password alone. */
export interface SeedUser {
  readonly account: string;
  readonly name: string;
  readonly role: 'agent' | 'supervisor';
  readonly agentId: string | null;
  readonly password: string;
}

/** Sku, name, English name, price in fen. */
const PRODUCTS: readonly (readonly [string, string, string, number])[] = [
  ['PAN-316', '316 不锈钢炒锅 32 cm', '316 stainless wok, 32 cm', 39_900],
  ['KNIFE-7', '大马士革刀具七件套', 'Damascus knife set, 7 pieces', 59_900],
  ['RICE-4L', '低糖电饭煲 4 L', 'Low-sugar rice cooker, 4 L', 49_900],
  ['VAC-X9', '无线吸尘器 X9', 'Cordless vacuum X9', 89_900],
  ['QUILT-M', '新疆长绒棉被 2 m', 'Long-staple cotton quilt, 2 m', 46_800],
  ['DOWN-W', '女式轻薄羽绒服', "Women's light down jacket", 36_900],
  ['JADE-B', '和田玉手镯', 'Hetian jade bangle', 198_000],
  ['GINS-6', '长白山人参礼盒', 'Changbai ginseng gift box', 68_800],
  ['MASS-N', '颈椎按摩仪', 'Neck massager', 29_900],
  ['WATCH-S', '智能健康手表', 'Health smartwatch', 79_900],
  ['TEA-DHP', '武夷山大红袍 500 g', 'Wuyi Da Hong Pao tea, 500 g', 26_800],
  ['CREAM-5', '胶原蛋白面霜五件套', 'Collagen cream, set of 5', 32_900],
];

/** Phone, name, level, province, city, address, account manager. */
const CUSTOMERS: readonly (readonly [string, string, string, string, string, string, string?])[] = [
  ['13800138000', '李秀英', 'VIP', '江苏', '南京', '鼓楼区中山北路 28 号 3 幢 502', '1001'],
  ['13900139000', '张建国', '普通', '浙江', '杭州', '西湖区文三路 138 号'],
  ['13611223344', '陈桂兰', 'VIP', '上海', '上海', '杨浦区控江路 1500 弄 12 号 601', '1002'],
  ['15012345678', '刘志强', '普通', '广东', '广州', '天河区体育西路 57 号'],
  ['18698765432', '王淑珍', '普通', '辽宁', '大连', '沙河口区中山路 406 号'],
  ['13755556666', '赵玉梅', 'VIP', '湖南', '长沙', '芙蓉区五一大道 235 号', '1003'],
  ['13377778888', '黄伟', '普通', '广西', '南宁', '青秀区民族大道 88 号'],
  ['15899990000', '周凤英', '普通', '四川', '成都', '武侯区人民南路四段 11 号'],
  ['13523456789', '吴桂芳', '普通', '河南', '郑州', '金水区花园路 59 号'],
  ['18812349876', '徐德明', 'VIP', '北京', '北京', '海淀区学院路 15 号'],
];

/** Fills an empty database with logins, goods and customers; what is there already stays as it is. */
export async function seed(database: PGlite, users: readonly SeedUser[], now: number): Promise<void> {
  for (const user of users) {
    const { rows } = await database.query('select 1 from users where account = $1', [user.account]);
    if (rows.length > 0) continue;
    await database.query(
      'insert into users (account, name, role, agent_id, password_hash) values ($1, $2, $3, $4, $5)',
      [user.account, user.name, user.role, user.agentId, await hash(user.password)],
    );
  }
  for (const product of PRODUCTS) {
    await database.query(
      'insert into products (sku, name, name_en, price_fen) values ($1, $2, $3, $4) on conflict do nothing',
      [...product],
    );
  }
  for (const customer of CUSTOMERS) {
    await database.query(
      'insert into customers (phone, name, level, province, city, address, owner, since) values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing',
      [...customer.slice(0, 6), customer[6] ?? null, now],
    );
  }
}
