import { describe, expect, it } from 'vitest'
import { child, children, descendants, parseXml, textOf, type XmlNode } from './xml.ts'

function read(source: string): XmlNode {
  const parsed = parseXml(source)
  if (!parsed.ok) throw new Error(parsed.failure.message)
  return parsed.value
}

describe('XML', () => {
  it('is read by local names, with attributes, texts and children as plain data', () => {
    const source = `<?xml version="1.0"?>
      <s:order xmlns:s="urn:shop" s:state="on &amp; off"><!-- note -->
        <id>7</id><id/><line>one<b>bold</b></line>
      </s:order>`
    const order = read(source)
    expect(order).toMatchObject({ name: 'order', attributes: { state: 'on & off' } })
    expect(children(order, 'id')).toEqual([
      { name: 'id', attributes: {}, text: '7', children: [] },
      { name: 'id', attributes: {}, text: '', children: [] },
    ])
    expect([textOf(order, 'id'), textOf(order, 'line'), textOf(order, 'missing')]).toEqual(['7', 'one', undefined])
    expect(textOf(child(order, 'line'), 'b')).toBe('bold')
    expect(descendants(order, 'b', 'id').map(({ name }) => name)).toEqual(['id', 'id', 'b'])
    expect(JSON.parse(JSON.stringify(order))).toEqual(order)
  })

  it('decodes the five entities and characters by number, once, and nothing in CDATA', () => {
    expect(read('<a>acc&#233;l&#xE9; &amp;lt; &lt;&apos;&quot;&gt; &custom;</a>').text).toBe(
      'accélé &lt; <\'"> &custom;',
    )
    expect(read('<a>&#0;&#99999999;</a>').text).toBe('&#0;&#99999999;')
    expect(read('<a><![CDATA[<&amp;>]]></a>').text).toBe('<&amp;>')
  })

  it.each([
    ['nothing', '', 'EMPTY_ANSWER'],
    ['JSON', '{"a":1}', 'NOT_XML'],
    ['a declaration alone', '<?xml version="1.0"?>', 'NOT_XML'],
    ['an element left open', '<a><b></a>', 'NOT_XML'],
    ['a document cut short', '<a><b>text</b', 'NOT_XML'],
    ['two roots', '<a/><b/>', 'NOT_XML'],
    ['an attribute without quotes', '<a b=1/>', 'NOT_XML'],
    ['names of JavaScript', '<a><__proto__>1</__proto__><constructor/></a>', 'NOT_XML'],
    ['a web page', '<!doctype html><title>503</title>', 'DOCTYPE'],
    [
      'a bomb of entities',
      '<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><a>&c;&c;&c;</a>',
      'DOCTYPE',
    ],
    ['a file by entity', '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]><a>&b;</a>', 'DOCTYPE'],
    ['10,000 levels', '<a>'.repeat(10_000) + '</a>'.repeat(10_000), 'TOO_DEEP'],
    ['more than 10 MB', `<a>${'x'.repeat(10 * 1024 * 1024)}</a>`, 'TOO_LARGE'],
  ])('refuses %s', (_what, source, code) => {
    expect(parseXml(source)).toMatchObject({ ok: false, failure: { kind: 'malformed', code } })
  })

  it('leaves the prototype of everything alone', () => {
    parseXml('<a __proto__="x" constructor="y"><toString>1</toString></a>')
    expect({}).not.toHaveProperty('x')
    expect(Object.keys(Object.prototype)).toEqual([])
  })
})
