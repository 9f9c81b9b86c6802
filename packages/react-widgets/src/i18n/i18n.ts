import { createInstance, type TFunction } from 'i18next';
import { en } from './en.js';
import { zhCn } from './zh-cn.js';

/** Languages the widgets speak. */
export type Locale = 'zh-CN' | 'en';

const instance = createInstance({
  resources: { 'zh-CN': { translation: zhCn }, en: { translation: en } },
  lng: 'zh-CN',
  fallbackLng: 'en',
  initAsync: false,
  interpolation: { escapeValue: false }, // React escapes
});
void instance.init();

/** The widgets' own words; an instance of our own, so that the host page's i18next is not touched. */
export function translator(locale: Locale): TFunction {
  return instance.getFixedT(locale);
}

/** A pause reason in the user's words; a site's own reason is shown as it is written. */
export function reasonWord(t: TFunction, reason: string | null): string {
  if (reason === null) return t('state.aux');
  return t(`reason.${reason}`, { defaultValue: reason });
}
