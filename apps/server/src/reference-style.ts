export const REFERENCE_STYLE = `
:root {
  color-scheme: light dark;
  --paper: light-dark(#fbfaf7, #16171a);
  --ink: light-dark(#1d1f24, #e8e6e1);
  --faint: light-dark(#5c6068, #a3a5ab);
  --line: light-dark(#e2dfd8, #2f3137);
  --panel: light-dark(#f1efe9, #1f2125);
  --accent: light-dark(#0b6b50, #6fd3b0);
}
* { box-sizing: border-box; }
html { scroll-behavior: smooth; scroll-padding-top: 1.5rem; }
body {
  margin: 0; display: grid; grid-template-columns: 17rem minmax(0, 1fr);
  background: var(--paper); color: var(--ink);
  font: 1rem/1.6 system-ui, -apple-system, "Segoe UI", "Noto Sans KR", "Apple SD Gothic Neo", sans-serif;
}
nav {
  position: sticky; top: 0; height: 100vh; overflow-y: auto; padding: 2rem 1.5rem;
  border-right: 1px solid var(--line); font-size: .875rem;
}
nav h2 { font-size: .75rem; letter-spacing: .06em; text-transform: uppercase; color: var(--faint); margin: 1.75rem 0 .5rem; }
nav ul { list-style: none; margin: 0; padding: 0; }
nav a { display: block; padding: .15rem 0; color: inherit; text-decoration: none; overflow-wrap: anywhere; }
nav b { font-size: .75rem; color: var(--accent); }
nav .brand { font-size: 1.25rem; font-weight: 650; letter-spacing: -.01em; }
main { padding: 2.5rem clamp(1.25rem, 5vw, 4rem) 6rem; max-width: 62rem; }
h1 { font-size: 2.25rem; letter-spacing: -.02em; line-height: 1.2; margin: 0 0 .5rem; }
h1 small { font-size: 1rem; font-weight: 400; color: var(--faint); }
h2 { margin: 0 0 .5rem; letter-spacing: -.01em; }
section { margin-top: 3rem; }
section section { margin-top: 2rem; }
a { color: var(--accent); }
a:hover { text-decoration: underline; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 2px; }
code, pre { font-family: ui-monospace, "SF Mono", Menlo, Consolas, monospace; font-size: .875em; }
pre { background: var(--panel); border: 1px solid var(--line); border-radius: .5rem; padding: 1rem; overflow-x: auto; }
.operation h2 { display: flex; gap: .75rem; align-items: baseline; font-size: 1.25rem; overflow-wrap: anywhere; }
.method { font-size: .8125rem; font-weight: 700; color: var(--paper); background: var(--accent); border-radius: .3rem; padding: .1rem .5rem; }
table { border-collapse: collapse; width: 100%; font-size: .9375rem; }
th, td { text-align: left; vertical-align: top; padding: .5rem .75rem .5rem 0; border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
th { font-size: .8125rem; font-weight: 600; color: var(--faint); }
i { color: var(--faint); font-size: .8125rem; }
tr:target { background: var(--panel); outline: 2px solid var(--accent); }
@media (max-width: 52rem) {
  body { display: block; }
  nav { position: static; height: auto; border-right: 0; border-bottom: 1px solid var(--line); }
}
@media (prefers-reduced-motion: reduce) { html { scroll-behavior: auto; } }
`;
