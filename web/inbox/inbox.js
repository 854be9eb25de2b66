import { get } from './api.js';
import { Card } from './card.js';
import { byId, element, setText } from './dom.js';
import { personText } from './story.js';

const PATH = '/api/unstable/on-call/inbox';

/** The list of cards: one a page, in the order of its newest message. */
export class Inbox {
  #cards = new Map();
  #known;
  #owner;
  #pagesShown = 1;
  #onChange;

  /** `onChange` is called when a person wants to see something else or has done something. */
  constructor(onChange) {
    this.#onChange = onChange;
    byId('owner').addEventListener('change', () => {
      this.#owner = byId('owner').value;
      this.#restart();
    });
    byId('older').addEventListener('click', () => {
      this.#pagesShown += 1;
      onChange();
    });
  }

  /** Reads the inbox and shows it. Throws `ApiError`. */
  async refresh() {
    if (this.#owner === undefined) await this.#chooseOwner();
    const owner = this.#owner;
    const { messages, more } = await this.#read(owner);
    // Another inbox was chosen meanwhile; its own answer is on the way.
    if (owner !== this.#owner) return;
    this.#announce(messages);
    this.#render(messages);
    byId('empty').hidden = messages.length > 0;
    byId('older').hidden = !more;
  }

  /** Forgets everything: another person may sign in. */
  clear() {
    this.#owner = undefined;
    this.#pagesShown = 1;
    this.#known = undefined;
    this.#cards.clear();
    byId('cards').replaceChildren();
    byId('owner').replaceChildren();
    byId('owner-choice').hidden = true;
    setText(byId('news'), '');
    document.title = 'On-call inbox';
  }

  #restart() {
    this.#pagesShown = 1;
    this.#known = undefined;
    this.#onChange();
  }

  /** An admin begins with everybody's messages, so that those of later steps are seen; others see their own. */
  async #chooseOwner() {
    const { viewer } = (await get(`${PATH}?page[size]=1`)).meta;
    this.#owner = viewer.may_read_all ? 'all' : viewer.id;
    if (!viewer.may_read_all) return;
    const { data: people } = await get('/api/v2/users?page[size]=100&filter[status]=Active,Pending');
    const option = (value, text) => {
      const made = element('option', '', text);
      made.value = value;
      return made;
    };
    const others = people.filter(({ id }) => id !== viewer.id);
    byId('owner').replaceChildren(
      option('all', 'Everybody'),
      option(viewer.id, 'Mine'),
      ...others.map(({ id, attributes }) => option(id, personText({ id, name: attributes.name || attributes.handle }))),
    );
    byId('owner-choice').hidden = false;
  }

  async #read(owner) {
    const messages = [];
    let cursor;
    for (let index = 0; index < this.#pagesShown; index += 1) {
      const from = cursor === undefined ? '' : `&page[cursor]=${encodeURIComponent(cursor)}`;
      const answer = await get(`${PATH}?page[size]=50&filter[user]=${encodeURIComponent(owner)}${from}`);
      messages.push(...answer.data);
      cursor = answer.meta.page.cursor;
      if (cursor === undefined) break;
    }
    return { messages, more: cursor !== undefined };
  }

  #render(messages) {
    const groups = Map.groupBy(messages, (message) => message.attributes.page.id);
    for (const [id, card] of this.#cards) {
      if (groups.has(id)) continue;
      card.element.remove();
      this.#cards.delete(id);
    }
    const list = byId('cards');
    let position = list.firstElementChild;
    for (const [id, ofPage] of groups) {
      const card = this.#cards.get(id) ?? new Card(this.#onChange);
      this.#cards.set(id, card);
      card.show(ofPage[0].attributes.page, ofPage);
      // What stands where it belongs is not touched: moving an element takes its focus.
      if (card.element === position) position = position.nextElementSibling;
      else list.insertBefore(card.element, position);
    }
    const open = [...groups.values()].filter(([first]) => first.attributes.page.status_role === 'start').length;
    document.title = open > 0 ? `(${open}) On-call inbox` : 'On-call inbox';
  }

  #announce(messages) {
    const ids = new Set(messages.map((message) => message.id));
    const fresh = this.#known === undefined ? [] : messages.filter((message) => !this.#known.has(message.id));
    // Older ones that a person asked for are no news.
    const news = fresh.filter((message) => messages.indexOf(message) < fresh.length);
    this.#known = ids;
    if (news.length === 0) return;
    const { page, user } = news[0].attributes;
    const rest = news.length > 1 ? ` and ${news.length - 1} more` : '';
    setText(byId('news'), `New message for ${personText(user)}: ${page.key} ${page.title}${rest}`);
  }
}
