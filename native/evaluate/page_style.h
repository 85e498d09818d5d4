// The style sheet of a report: light and dark, narrow and wide, nothing from anywhere else.
#pragma once

namespace linnet::evaluate {

inline constexpr char kPageStyle[] = R"css(
:root {
  color-scheme: light dark;
  --ground: #fff; --text: #1d2126; --quiet: #5a636e; --rule: #d5dae0; --raised: #f4f6f8;
  --link: #0b5cad; --right: #1a6b3c; --wrong: #a02c1d; --missed: #7a4b00;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #15181c; --text: #e4e7ea; --quiet: #a3acb6; --rule: #363d45; --raised: #1e2329;
    --link: #7db7f2; --right: #7fd1a0; --wrong: #f0998b; --missed: #ecc069;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0 auto; padding: 1rem; max-width: 76rem; overflow-wrap: anywhere;
  background: var(--ground); color: var(--text); font: 1rem/1.5 system-ui, sans-serif;
}
h1 { font-size: 1.6rem; line-height: 1.2; margin: .5rem 0; }
h2 { font-size: 1.25rem; margin: 2.5rem 0 .5rem; padding-top: .75rem; border-top: 1px solid var(--rule); }
h3 { font-size: 1.05rem; margin: 1.5rem 0 .5rem; }
h4 { font-size: 1rem; margin: 0; }
p { max-width: 46rem; margin: .5rem 0; }
a { color: var(--link); }
nav ul { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; padding: 0; list-style: none; }
small, figcaption, .quiet { color: var(--quiet); font-size: .85rem; }
.scroll { overflow-x: auto; max-width: 100%; margin: .75rem 0; border: 1px solid var(--rule); }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: .9rem; width: 100%; }
caption { text-align: left; padding: .5rem .75rem; color: var(--quiet); }
th, td { padding: .3rem .75rem; text-align: right; white-space: nowrap; border-top: 1px solid var(--rule); }
thead th { background: var(--raised); vertical-align: bottom; }
th[scope=colgroup] { text-align: center; border-left: 1px solid var(--rule); }
th[scope=row], thead tr:last-child th:first-child {
  text-align: left; font-weight: 500; position: sticky; left: 0; background: var(--raised);
  white-space: normal; min-width: 8rem; max-width: 45vw;
}
td small { display: block; }
.figures { display: grid; gap: 1rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 24rem), 1fr)); }
figure { margin: .5rem 0; max-width: 36rem; }
figure svg { display: block; width: 100%; height: auto; }
.pairs :is(th, td):nth-child(2) { text-align: left; }
details { margin: .75rem 0; }
summary { cursor: pointer; padding: .4rem 0; color: var(--link); }
.errors { padding: 0; list-style: none; counter-reset: error; }
.errors > li {
  counter-increment: error; border: 1px solid var(--rule); padding: .75rem; margin: .75rem 0;
}
.errors h4::before { content: counter(error) ". "; color: var(--quiet); }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .35rem .75rem; margin: .5rem 0 0; }
dt { color: var(--quiet); }
dd { margin: 0; display: flex; flex-wrap: wrap; gap: .3rem; }
.tag { border: 1px solid currentColor; border-radius: .3rem; padding: 0 .4rem; font-size: .9rem; }
.right { color: var(--right); }
.wrong { color: var(--wrong); border-style: dashed; }
.missed { color: var(--missed); border-style: double; border-width: 3px; font-weight: 600; }
@media (max-width: 30rem) {
  dl { grid-template-columns: 1fr; }
  th, td { padding: .3rem .5rem; }
}
)css";

}  // namespace linnet::evaluate
