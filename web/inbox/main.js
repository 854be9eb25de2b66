import { forgetAnswers } from './api.js';
import { byId, setText } from './dom.js';
import { Inbox } from './inbox.js';
import { demoKeys, forgetKeys, storedKeys, storeKeys, takeToken } from './session.js';
import { refreshTimes } from './time.js';

const POLL_MS = 2_000;
const SLOWEST_POLL_MS = 15_000;

const inbox = new Inbox(() => void poll());
let timer;
let running = false;
let again = false;
let failures = 0;

/** Reads the inbox now, and again in 2 s while the page is seen and the keys are good. Never two at once. */
async function poll() {
  if (running) {
    again = true;
    return;
  }
  clearTimeout(timer);
  running = true;
  let waitMs = POLL_MS;
  try {
    await inbox.refresh();
    failures = 0;
    showInbox();
    setText(byId('connection'), 'Live');
  } catch (error) {
    failures += 1;
    waitMs = Math.max(error.retryAfterMs ?? 0, Math.min(POLL_MS * 2 ** failures, SLOWEST_POLL_MS));
    fail(error);
  }
  running = false;
  refreshTimes();
  if (again) {
    again = false;
    waitMs = 0;
  }
  if (storedKeys() && document.visibilityState === 'visible') timer = setTimeout(() => void poll(), waitMs);
}

function fail(error) {
  if (error.status === 401) return showForm(storedKeys() ? error.message : '');
  setText(byId('connection'), `Not up to date: ${error.message} Trying again…`);
  if (error.status === 403) showForm(error.message);
}

function enter(keys) {
  leave();
  storeKeys(keys);
  void poll();
}

function leave() {
  clearTimeout(timer);
  forgetKeys();
  forgetAnswers();
  inbox.clear();
}

function showInbox() {
  if (!storedKeys()) return;
  byId('sign-in').hidden = true;
  byId('inbox').hidden = false;
}

function showForm(why) {
  leave();
  byId('inbox').hidden = true;
  byId('sign-in').hidden = false;
  setText(byId('sign-in-error'), why);
  setText(byId('connection'), 'Signed out');
  byId('api-key').focus();
}

byId('sign-in').addEventListener('submit', (event) => {
  event.preventDefault();
  const keys = { api_key: byId('api-key').value.trim(), application_key: byId('application-key').value.trim() };
  byId('sign-in').reset();
  setText(byId('connection'), 'Signing in…');
  enter(keys);
});
byId('sign-out').addEventListener('click', () => showForm(''));
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'visible' && storedKeys()) void poll();
  else clearTimeout(timer);
});

/** Signs in with the token of the address, else with the keys of this tab, else by the form. */
async function begin() {
  const token = takeToken();
  const keys = (token === '' ? null : await demoKeys(token)) ?? storedKeys();
  if (keys) enter(keys);
  else showForm(token === '' ? '' : 'This address is no longer good. The terminal of the demo shows the one that is.');
}

// An open tab that is given the address anew does not load the page again.
window.addEventListener('hashchange', () => {
  if (location.hash !== '') void begin();
});
await begin();
