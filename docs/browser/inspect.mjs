// What the tests ask of a page. Functions that are given to page.evaluate run in the browser, so each
// is complete in itself.

export const anchor = (url) => decodeURIComponent(url.hash.slice(1))

// tabs says which tab of a group is selected, which of its blocks can be seen, and what they say.
export function tabs(group) {
  return group.evaluate((element) => {
    const blocks = [...element.querySelectorAll('.blocks > div')]
    const visible = blocks.flatMap((block, i) => (block.checkVisibility() ? [i] : []))
    return {
      selected: element.querySelector('input:checked + label').textContent,
      visible,
      text: visible.map((i) => blocks[i].querySelector('code').textContent).join('').trim(),
    }
  })
}

// overflowing names what makes a page wider than its window.
export function overflowing() {
  const width = document.documentElement.clientWidth
  const wider = document.scrollingElement.scrollWidth > width ? ['the page itself'] : []
  for (const element of document.querySelectorAll('.vp-doc > div > *, .vp-code-group > *, div[class*=language-]')) {
    const { left, right } = element.getBoundingClientRect()
    if (right > width + 0.5 || left < -0.5) wider.push(`${element.tagName}.${element.className}: ${left} to ${right}`)
  }
  return wider
}

// smallCode looks at the blocks of code, those of hidden tabs included: letters that are too small, and
// long lines that neither wrap nor scroll.
export function smallCode() {
  const small = []
  const stuck = []
  let long = 0
  for (const block of document.querySelectorAll('.vp-code-group .blocks > div')) block.classList.add('active')
  for (const pre of document.querySelectorAll('.vp-doc pre')) {
    const line = pre.textContent.trim().slice(0, 40)
    const size = parseFloat(getComputedStyle(pre.querySelector('code')).fontSize)
    if (size < 12) small.push(`${size} px: ${line}`)
    if (pre.scrollWidth <= pre.clientWidth) {
      if (pre.querySelector('code').getBoundingClientRect().right > document.documentElement.clientWidth + 0.5) stuck.push(line)
      continue
    }
    long++
    pre.scrollLeft = pre.scrollWidth
    const { overflowX } = getComputedStyle(pre)
    if (pre.scrollLeft === 0 || !['auto', 'scroll'].includes(overflowX)) stuck.push(line)
  }
  return { small, stuck, long }
}

// faint computes the contrast of code, and of the tabs' labels, with what is behind them, as WCAG does;
// 4.5 is its bound for text of this size.
export function faint() {
  const rgb = (color) => color.match(/[\d.]+/g).map(Number)
  const luminance = (color) => {
    const [r, g, b] = rgb(color).map((c) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4))
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
  }
  const behind = (element) => {
    for (let e = element; e; e = e.parentElement) {
      const color = getComputedStyle(e).backgroundColor
      const alpha = rgb(color)[3] ?? 1
      if (alpha === 1) return color
    }
    return 'rgb(255, 255, 255)'
  }
  const pairs = new Map()
  for (const element of document.querySelectorAll('.vp-doc pre code span, .vp-code-group .tabs label, .vp-doc :not(pre) > code')) {
    if (element.children.length > 0 || element.textContent.trim() === '') continue
    const colors = [getComputedStyle(element).color, behind(element)]
    pairs.set(colors.join(' on '), [colors, element.textContent])
  }
  const low = []
  for (const [name, [[front, back], text]] of pairs) {
    const [dark, light] = [luminance(front), luminance(back)].sort((a, b) => a - b)
    const contrast = (light + 0.05) / (dark + 0.05)
    if (contrast < 4.5) low.push(`${contrast.toFixed(2)}: ${name}: ${text}`)
  }
  return { checked: pairs.size, low }
}
