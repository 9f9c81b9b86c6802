const KEY = 'callweave.camera';

/**
 * That the camera is on, in this tab's `sessionStorage`: a page that is loaded anew in a call with pictures goes on with them, and
 * never shows somebody who had answered without.
 */
export class CameraMemory {
  #isOn = false;

  get isOn(): boolean {
    return this.#isOn || this.#try((storage) => storage.getItem(KEY)) !== null;
  }

  turn(on: boolean): void {
    this.#isOn = on;
    this.#try((storage) => (on ? storage.setItem(KEY, 'on') : storage.removeItem(KEY)));
  }

  /** Storage may be refused, or missing altogether: then a reload forgets. */
  #try<Value>(use: (storage: Storage) => Value): Value | null {
    try {
      return use(sessionStorage);
    } catch {
      return null;
    }
  }
}
