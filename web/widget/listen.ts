/** A line on which nothing comes is dead: the server says at least this often that it stands. */
const longestSilenceMs = 65_000

/** Server-sent events over fetch, which unlike EventSource sends who is asking. Ends when the line does. */
export async function listen(response: Response, { changed, stop }: { changed: () => void; stop: () => void }) {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
  let rest = ''
  let silence = setTimeout(stop, longestSilenceMs)
  try {
    for (let read = await reader?.read(); read && !read.done; read = await reader?.read()) {
      clearTimeout(silence)
      silence = setTimeout(stop, longestSilenceMs)
      const events = (rest + read.value).split('\n\n')
      rest = events.pop() ?? ''
      if (events.some((event) => event.startsWith('event: changed'))) changed()
    }
  } catch {
    // Cut off: the caller goes on as if it had ended.
  } finally {
    clearTimeout(silence)
  }
}
