/** The keys live in this tab only. They are sent as headers, never as cookies: no other site can send them. */
const STORE = 'inbox.keys';

export function storedKeys() {
  try {
    return JSON.parse(sessionStorage.getItem(STORE) ?? 'null');
  } catch {
    return null;
  }
}

export function storeKeys(keys) {
  sessionStorage.setItem(STORE, JSON.stringify(keys));
}

export function forgetKeys() {
  sessionStorage.removeItem(STORE);
}

/** The keys of a demo that runs on this machine; null everywhere else, where only the form remains. */
export async function demoKeys() {
  try {
    const response = await fetch('/inbox/demo-session', { method: 'POST', cache: 'no-store' });
    return response.ok ? await response.json() : null;
  } catch {
    return null;
  }
}
