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

/**
 * The token of the address that a demo's terminal shows, empty when there is none. The part after # is sent to no
 * server; it is taken out of the address, so that no history, bookmark or screenshot keeps it.
 */
export function takeToken() {
  const token = location.hash.slice(1);
  if (token !== '') history.replaceState(null, '', location.pathname + location.search);
  return token;
}

/** The keys of the demo that runs on this machine and gave the token; null everywhere else. */
export async function demoKeys(token) {
  try {
    const headers = { 'x-inbox-token': token };
    const response = await fetch('/inbox/demo-session', { method: 'POST', cache: 'no-store', headers });
    return response.ok ? await response.json() : null;
  } catch {
    return null;
  }
}
