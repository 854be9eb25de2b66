import { element, setText } from './dom.js';

/** This device's clock may be wrong; the server's stands in the Date header of every answer. */
let serverAheadMs = 0;

export function noteServerTime(dateHeader) {
  const server = Date.parse(dateHeader ?? '');
  if (!Number.isNaN(server) && Math.abs(server - Date.now()) > 2000) serverAheadMs = server - Date.now();
}

/** `06:58:03, 12 s ago`; `refreshTimes` keeps it true. */
export function timeElement(instant) {
  const made = element('time');
  made.dateTime = instant;
  made.title = new Date(instant).toLocaleString();
  setText(made, timeText(instant));
  return made;
}

export function refreshTimes() {
  for (const node of document.querySelectorAll('time')) setText(node, timeText(node.dateTime));
}

function timeText(instant) {
  const at = new Date(instant);
  const seconds = Math.max(0, Math.round((Date.now() + serverAheadMs - at.getTime()) / 1000));
  return `${at.toLocaleTimeString()}, ${ago(seconds)}`;
}

function ago(seconds) {
  if (seconds < 5) return 'just now';
  if (seconds < 60) return `${Math.floor(seconds / 5) * 5} s ago`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h ago`;
  return `${Math.floor(seconds / 86_400)} d ago`;
}
