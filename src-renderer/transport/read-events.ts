/**
 * Server-Sent Events over `fetch`: an `EventSource` cannot send the page's key. Reads what our own host writes (`event:` and `data:` lines, one of each),
 * until the stream ends.
 */

/** @param heard called for each event with its name and data. @throws what the network says, and `TypeError` when it is no stream. */
export async function readEvents(body: ReadableStream<Uint8Array>, heard: (name: string, data: string) => void): Promise<void> {
  const reader = body.pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>).getReader()
  let rest = ''
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return
    rest += value
    for (let end = rest.indexOf('\n\n'); end >= 0; end = rest.indexOf('\n\n')) {
      const lines = rest.slice(0, end).split('\n')
      rest = rest.slice(end + 2)
      const field = (name: string): string | undefined => lines.find(line => line.startsWith(`${name}: `))?.slice(name.length + 2)
      const event = field('event')
      if (event !== undefined) heard(event, field('data') ?? '')
    }
  }
}
