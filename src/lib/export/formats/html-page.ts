import {createHash} from 'node:crypto'

/** What the page looks like: for a phone's width first, for light and dark, and on paper. */
const STYLE = `
:root{color-scheme:light dark;--text:#1c1c1e;--dim:#6b6b70;--line:#dcdce0;--page:#fff;--card:#f6f6f8;--accent:#3557c9}
@media(prefers-color-scheme:dark){:root{--text:#ececf0;--dim:#a0a0a8;--line:#3a3a40;--page:#161618;--card:#202024;--accent:#8fa8ff}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:46rem;padding:1rem;background:var(--page);color:var(--text);font:1rem/1.5 system-ui,sans-serif;overflow-wrap:anywhere}
h1{font-size:1.4rem;margin:.5rem 0}h2{font-size:1.15rem;margin:2rem 0 .5rem;border-bottom:1px solid var(--line)}
h3{font-size:1rem;margin:0}
nav{display:flex;flex-wrap:wrap;gap:.75rem}a{color:var(--accent)}
article{background:var(--card);border:1px solid var(--line);border-radius:.5rem;margin:.5rem 0;padding:.6rem .8rem}
article p{margin:.25rem 0;white-space:pre-wrap}
.facts{color:var(--dim);font-size:.85rem}
details p{margin:.35rem 0}ul{margin:.25rem 0;padding-left:1.2rem}
form{position:sticky;top:0;display:flex;flex-wrap:wrap;gap:.5rem;padding:.5rem 0;background:var(--page)}
input,select{font:inherit;flex:1 1 10rem;min-width:0;padding:.4rem;border:1px solid var(--line);border-radius:.4rem;background:var(--card);color:inherit}
[hidden]{display:none!important}
@media print{form,nav{display:none!important}article{break-inside:avoid;border-color:#bbb;background:none}body{max-width:none}}
`

/** Search and filters, where scripts run. */
const SCRIPT = `
const form=document.querySelector('form'),word=form.elements.q,kind=form.elements.kind,count=document.getElementById('count');
const fold=t=>t.normalize('NFD').replace(/\\p{M}/gu,'').toLowerCase();
let texts;
form.hidden=false;
form.addEventListener('submit',e=>e.preventDefault());
form.addEventListener('input',()=>{
texts??=[...document.querySelectorAll('article')].map(a=>[a,fold(a.textContent)]);
const words=fold(word.value).split(/\\s+/).filter(Boolean);let shown=0;
for(const [a,t] of texts){const hit=(kind.value===''||a.parentElement.id===kind.value)&&words.every(w=>t.includes(w));a.hidden=!hit;if(hit)shown++}
for(const s of document.querySelectorAll('section'))s.hidden=!s.querySelector('article:not([hidden])');
count.textContent=shown+' found';
});
`

const hashOf = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`

/** The beginning of the page; nothing of it is asked for from anywhere. */
export const pageStart = (title: string, sections: ReadonlyArray<{id: string; name: string}>): string => {
  const policy = `default-src 'none'; style-src ${hashOf(STYLE)}; script-src ${hashOf(SCRIPT)}; base-uri 'none'; form-action 'none'`
  const links = sections.map(({id, name}) => `<a href="#${id}">${name}</a>`)
  const options = sections.map(({id, name}) => `<option value="${id}">${name}</option>`)
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<style>${STYLE}</style>
</head>
<body>
<h1>${title}</h1>
<nav>${links.join(' ')}</nav>
<form hidden role="search"><input name="q" type="search" placeholder="Search" aria-label="Search"><select name="kind" aria-label="Show"><option value="">Everything</option>${options.join('')}</select><output id="count" class="facts"></output></form>
<main>
`
}

export const pageEnd = (): string => `</main>\n<script>${SCRIPT}</script>\n</body>\n</html>\n`
