import './desk.css'

/** What the desk's pages do beside standing there: follow what changes, send with Ctrl+Enter, take over a draft. */

const { events, address } = document.body.dataset
// What was refused is shown under the form's address, which nothing can be asked of.
if (address !== undefined && location.pathname !== address) history.replaceState(null, '', address)
if (events !== undefined) follow(events)

addEventListener('keydown', (event) => {
  const { target } = event
  if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || !(target instanceof HTMLTextAreaElement)) return
  event.preventDefault()
  target.form?.requestSubmit()
})

addEventListener('click', (event) => {
  const link = event.target instanceof Element ? event.target.closest('#use-draft') : null
  const answer = document.querySelector('textarea')
  const draft = document.getElementById('draft-text')?.textContent
  if (!link || !answer || !draft) return
  event.preventDefault()
  answer.value = answer.value.trim() === '' ? draft : `${answer.value.trimEnd()}\n\n${draft}`
  answer.focus()
})

// Sent once, however often the key is pressed while it is on its way.
addEventListener('submit', ({ target }) => {
  if (!(target instanceof HTMLFormElement)) return
  const buttons = target.querySelectorAll('button')
  setTimeout(() => buttons.forEach((button) => (button.disabled = true)))
})
// A page that comes back from the browser's memory was left while it was being sent.
addEventListener('pageshow', () => document.querySelectorAll('button').forEach((button) => (button.disabled = false)))

/** Events say only that something changed; the page itself is asked for, and its living parts put in place. */
function follow(url: string): void {
  let source: EventSource | undefined
  let asking = false
  let again = false

  const look = async () => {
    if (asking) {
      again = true
      return
    }
    asking = true
    again = false
    try {
      show(await load())
    } catch {
      // The next event or minute asks again.
    } finally {
      asking = false
    }
    if (again) await look()
  }
  const connect = () => {
    source?.close()
    source = new EventSource(url)
    source.addEventListener('changed', () => void look())
    source.addEventListener('open', () => {
      document.body.dataset['live'] = 'live'
      void look()
    })
    source.addEventListener('error', () => {
      document.body.dataset['live'] = 'offline'
      if (source?.readyState === EventSource.CLOSED) setTimeout(connect, 10_000)
    })
  }
  connect()
  addEventListener('online', connect)
  // How long somebody has waited moves on by itself.
  setInterval(() => void look(), 60_000)
}

/** As a document and not as text: the page's policy lets no script make markup out of text. */
function load(): Promise<Document> {
  const { promise, resolve, reject } = Promise.withResolvers<Document>()
  const request = new XMLHttpRequest()
  request.open('GET', `${location.pathname}${location.search}`)
  request.responseType = 'document'
  request.addEventListener('load', () => {
    // Signed out meanwhile: the page says so itself.
    if (request.status === 401) location.reload()
    else if (request.status === 200 && request.responseXML) resolve(request.responseXML)
    else reject(new Error(`answered ${request.status}`))
  })
  request.addEventListener('error', () => reject(new Error('not reached')))
  request.send()
  return promise
}

function show(fresh: Document): void {
  document.title = fresh.title
  for (const part of document.querySelectorAll<HTMLElement>('[data-live]')) {
    const come = fresh.getElementById(part.id)
    if (!come || come.innerHTML === part.innerHTML) continue
    const open = new Set([...part.querySelectorAll('details[open]')].map(({ id }) => id))
    for (const details of come.querySelectorAll('details')) details.open ||= open.has(details.id)
    const at = part.contains(document.activeElement) ? document.activeElement : null
    const [id, href] = [at?.id, at?.getAttribute('href')]
    part.replaceChildren(...[...come.childNodes].map((node) => document.adoptNode(node)))
    // Whoever went through the page by keyboard is where they were.
    const links = [...part.querySelectorAll<HTMLElement>('a')]
    const same = (id ? document.getElementById(id) : null) ?? links.find((a) => href && a.getAttribute('href') === href)
    same?.focus({ preventScroll: true })
  }
}
