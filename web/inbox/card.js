import { post } from './api.js';
import { byId, element, setText } from './dom.js';
import { personText, showStory } from './story.js';
import { timeElement } from './time.js';

const DONE = { acknowledge: 'Acknowledged.', escalate: 'Escalated to the next step.', resolve: 'Resolved.' };

/** One page with its messages. The element stays as long as the page is listed, so that focus is never lost. */
export class Card {
  #page;
  #shown = '';
  #busy = false;
  #afterAction;

  /** `afterAction` is called when an action is over, to read the inbox again. */
  constructor(afterAction) {
    this.#afterAction = afterAction;
    this.element = byId('card').content.firstElementChild.cloneNode(true);
    for (const verb of Object.keys(DONE)) {
      this.#find(`.${verb}`).addEventListener('click', () => void this.#act(verb));
    }
    this.#find('details').addEventListener('toggle', () => this.#story());
    this.#find('.reload').addEventListener('click', () => this.#story());
  }

  show(page, messages) {
    const facts = JSON.stringify([page, messages]);
    if (facts === this.#shown) return;
    this.#shown = facts;
    this.#page = page;
    this.#find('article').className = page.status_role;
    setText(this.#find('.status'), page.status);
    setText(this.#find('.urgency'), `${page.urgency} urgency`);
    this.#find('.urgency').className = `urgency ${page.urgency}`;
    setText(this.#find('.key'), page.key);
    setText(this.#find('.services'), page.services.join(', '));
    setText(this.#find('.title'), page.title);
    setText(this.#find('.assignee'), page.assignee ? `Taken by ${personText(page.assignee)}` : '');
    this.#find('.messages').replaceChildren(...messages.map(messageLine));
    this.#nameButtons(page);
    this.#story();
  }

  #nameButtons({ key, status_role: role }) {
    for (const verb of Object.keys(DONE)) {
      const button = this.#find(`.${verb}`);
      // Not `disabled`: that would take the focus away from whoever has just pressed it.
      button.setAttribute('aria-disabled', String(role === 'final' || (verb === 'acknowledge' && role === 'middle')));
      button.setAttribute('aria-label', `${button.textContent} ${key}`);
    }
  }

  async #act(verb) {
    const { id, status } = this.#page;
    if (this.#find(`.${verb}`).getAttribute('aria-disabled') === 'true')
      return this.#tell(`It is ${status} already.`, '');
    if (this.#busy) return;
    this.#busy = true;
    this.#tell('Sending…', '');
    try {
      await post(`/api/unstable/on-call/pages/${encodeURIComponent(id)}/${verb}`);
      this.#tell(DONE[verb], 'good');
    } catch (error) {
      const doubt = error.status === 0 ? ' It may or may not have arrived: look at the status and try again.' : '';
      this.#tell(`Could not ${verb}. ${error.message}${doubt}`, 'bad');
    }
    this.#busy = false;
    this.#afterAction();
  }

  #story() {
    const details = this.#find('details');
    if (details.open) void showStory(details, this.#page.id);
  }

  #tell(text, className) {
    this.#find('.result').className = `result ${className}`;
    setText(this.#find('.result'), text);
  }

  #find(selector) {
    return this.element.querySelector(selector);
  }
}

function messageLine({ attributes: { user, step, cause, retry, delivered_at: at } }) {
  const why = { step: `Step ${step}`, added: 'Added by a person', unreached: 'Nobody else was reached' }[cause];
  const cycle = retry > 0 ? `, cycle ${retry + 1}` : '';
  const line = element('li', '', `${why}${cycle}: ${personText(user)} `);
  line.append(timeElement(at));
  return line;
}
