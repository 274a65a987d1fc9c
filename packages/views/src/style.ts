// How a report looks: light or dark as the reader has it, narrow or wide, on a screen or on paper.
import { classRules } from './image-map.js'

const LIGHT = `--paper:#fff;--panel:#f5f6f8;--ink:#1b1f26;--soft:#59616e;--line:#d9dde3;--accent:#0b5cad;--good:#0a7d4f;--bad:#c2361f`
const DARK = `--paper:#14171c;--panel:#1d2128;--ink:#e8eaee;--soft:#a3abb8;--line:#363c47;--accent:#6db3f5;--good:#4fd39a;--bad:#ff8a75`

export const style: string = `
:root{color-scheme:light dark;${LIGHT}}
${classRules('light')}
@media screen and (prefers-color-scheme:dark){:root{${DARK}}${classRules('dark')}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.55 system-ui,-apple-system,'Segoe UI',Roboto,sans-serif}
main,header,footer{max-width:66rem;margin:0 auto;padding:0 1.25rem}
header{padding-top:2.5rem}
h1,h2,h3{line-height:1.2;overflow-wrap:anywhere}
h1{font-size:clamp(1.6rem,4vw,2.2rem);margin:0 0 .75rem;letter-spacing:-.015em}
h2{font-size:1.3rem;margin:0 0 .4rem}
h3{font-size:1rem;margin:1.4rem 0 .4rem}
main>section{margin-top:2.2rem;padding-top:2rem;border-top:1px solid var(--line)}
p{max-width:46rem;margin:.4rem 0 .9rem}
.soft,.note,figcaption,small,.readout,footer{color:var(--soft)}
.note,.readout,small,footer{font-size:.85rem}
a{color:var(--accent)}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px;border-radius:2px}
.facts{display:flex;flex-wrap:wrap;gap:.6rem 2rem;margin:0}
.facts dt{font-size:.8rem;color:var(--soft)}
.facts dd{margin:0;overflow-wrap:anywhere}
nav ul{display:flex;flex-wrap:wrap;gap:.3rem 1.2rem;list-style:none;margin:1.4rem 0 0;padding:0}
nav a{display:inline-block;padding:.3rem 0;text-decoration-thickness:1px;text-underline-offset:3px}
.wide{overflow-x:auto;max-width:100%}
table{border-collapse:collapse;font-variant-numeric:tabular-nums;font-size:.94rem}
caption{text-align:left;color:var(--soft);padding-bottom:.5rem;font-size:.9rem}
th{font-weight:600;text-align:left}
td,th{padding:.4rem .9rem .4rem 0;border-bottom:1px solid var(--line);vertical-align:top}
thead th,thead td{font-weight:400;color:var(--soft);font-size:.85rem}
.figures{width:100%}
.figures tbody th{font-weight:400}
.figures tbody tr:first-child th{font-weight:700}
.figures td{width:36%;min-width:11rem}
.none{color:var(--soft);font-size:.85rem}
.bar{display:block;width:100%;height:.6rem;margin:.3rem 0 .1rem;print-color-adjust:exact;-webkit-print-color-adjust:exact}
.track{fill:var(--line)}.fill{fill:var(--soft)}tr:first-child .fill{fill:var(--accent)}
.whisker{fill:none;stroke:var(--ink);stroke-width:1.5;vector-effect:non-scaling-stroke}
details{margin:.6rem 0}
summary{cursor:pointer;color:var(--accent);width:max-content;max-width:100%;padding:.3rem 0}
.charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,20rem),1fr));gap:1rem 2rem}
figure{margin:0}
.chart{max-width:34rem}
.chart svg{display:block;width:100%;height:auto}
.chart text{font-size:12.5px;fill:var(--ink)}.chart text.soft{fill:var(--soft)}
.end{text-anchor:end}.middle{text-anchor:middle}
.grid{stroke:var(--line);fill:none}
.curve{fill:none;stroke-width:2.2;stroke-linejoin:round}
.curve.loss{stroke:var(--accent)}.curve.accuracy{stroke:var(--good)}
circle.loss{fill:var(--accent)}circle.accuracy{fill:var(--good)}circle.hidden{opacity:0}circle.hidden:hover{opacity:1}
.sheets section{margin-bottom:1.2rem}
.sheet{display:grid;grid-template-columns:repeat(9,minmax(0,1fr));gap:.5rem;max-width:46rem;margin:.4rem 0 .8rem;padding:0;list-style:none;break-inside:avoid}
.sheet li{min-width:0;text-align:center;line-height:1.3}
.sheet small{font-variant-numeric:tabular-nums;font-size:.8rem}
.tile{display:block;padding:3px;border:3px solid transparent;border-radius:5px}
.same .tile{border-color:var(--good)}.same b{color:var(--good)}
.other .tile{border-color:var(--bad);border-style:dashed}.other b{color:var(--bad)}
.query .tile{border-color:var(--ink)}
.p{display:block;aspect-ratio:1;image-rendering:pixelated;border-radius:1px;print-color-adjust:exact;-webkit-print-color-adjust:exact}
.legend{display:flex;flex-wrap:wrap;gap:.35rem;list-style:none;margin:.6rem 0;padding:3px;max-height:14rem;overflow-y:auto}
button{font:inherit;font-size:.88rem;color:inherit;background:var(--paper);border:1px solid var(--line);border-radius:6px;padding:.3rem .65rem;min-height:2.1rem;cursor:pointer;max-width:100%}
.js button:hover{border-color:var(--soft)}
button[aria-pressed=true]{background:var(--ink);color:var(--paper);border-color:var(--ink)}
.legend button{display:flex;align-items:center;gap:.4rem}
.legend button span{overflow:hidden;text-overflow:ellipsis;white-space:nowrap;max-width:12rem}
.legend button[aria-pressed=true]{background:var(--panel);color:inherit;box-shadow:inset 0 0 0 1px var(--ink)}
.legend svg{width:.85rem;height:.85rem;fill:var(--k);flex:none}
html:not(.js) .legend button{pointer-events:none;border-color:transparent;padding-left:0}
html:not(.js) .js-only{display:none}
.toolbar{display:flex;flex-wrap:wrap;gap:.35rem;margin:.2rem 0 .5rem;max-width:none}
.toolbar span{flex:1}
.map-stage{position:relative;background:var(--panel);border:1px solid var(--line);border-radius:8px;overflow:hidden;touch-action:pan-y;cursor:crosshair}
.map-stage.zoomed{touch-action:none;cursor:grab}
.map-stage>svg{display:block;width:100%;height:auto;max-height:85vh;-webkit-user-select:none;user-select:none}
.map-stage>canvas{position:absolute;inset:0;width:100%;height:100%;pointer-events:none}
.map g{fill:var(--k,var(--accent));fill-opacity:.78;transition:fill-opacity .15s}
.map g.dim{fill-opacity:.08}
.mark{transform:scale(var(--r,5))}
.map-stage.images g{fill-opacity:0}
.ring{position:absolute;width:26px;height:26px;margin:-13px;border:3px solid var(--ink);border-radius:50%;pointer-events:none}
.tip{position:absolute;left:0;top:0;z-index:1;display:flex;gap:.6rem;align-items:center;max-width:min(20rem,90%);padding:.4rem;background:var(--paper);border:1px solid var(--line);border-radius:8px;box-shadow:0 4px 16px #0003;pointer-events:none;font-size:.85rem;line-height:1.35}
.tip canvas{width:72px;height:72px;image-rendering:pixelated;flex:none;border-radius:3px}
.tip span{overflow-wrap:anywhere;white-space:pre-line}
[hidden]{display:none!important}
.readout{min-height:1.4rem;max-width:none;overflow-wrap:anywhere}
.heat{display:grid;grid-template-columns:minmax(0,max-content) minmax(0,36rem);gap:.3rem .6rem;margin-top:.8rem}
.heat-rows{position:relative;font-size:.85rem;line-height:1;min-width:1px}
.heat-rows:not(:empty){width:clamp(4rem,18vw,8rem)}
.heat-rows span{position:absolute;right:0;max-width:100%;overflow:hidden;text-overflow:ellipsis;white-space:nowrap;transform:translateY(-50%);padding:.15rem 0}
.heat-stage{position:relative;cursor:crosshair}
.heat-stage img{display:block;width:100%;height:auto;aspect-ratio:1;image-rendering:pixelated}
.heat-stage svg{position:absolute;inset:0;width:100%;height:100%;pointer-events:none}
.heat-stage svg path{stroke:#fff9;stroke-width:1;fill:none;vector-effect:non-scaling-stroke}
.cross{position:absolute;outline:2px solid #fff;box-shadow:0 0 0 4px #000;pointer-events:none;min-width:5px;min-height:5px;transform:translate(-50%,-50%)}
.heat .scale{grid-column:2;margin:.5rem 0 0}
.heat .readout{grid-column:1/-1;display:flex;gap:.6rem;align-items:center;min-height:3.4rem}
.readout canvas{width:48px;height:48px;image-rendering:pixelated;flex:none}
.scale{display:flex;align-items:center;gap:.6rem;font-size:.85rem;color:var(--soft);margin-top:.8rem;font-variant-numeric:tabular-nums}
.scale i{width:12rem;max-width:50vw;height:.7rem;border-radius:2px;print-color-adjust:exact;-webkit-print-color-adjust:exact}
.heat-table{border-collapse:separate;border-spacing:2px;font-size:.85rem}
.heat-table td,.heat-table th{border:0;padding:.2rem .35rem}
.heat-table td{text-align:center;vertical-align:middle;min-width:3rem;height:2.1rem;border-radius:3px;print-color-adjust:exact;-webkit-print-color-adjust:exact}
.heat-table thead td{text-align:left;vertical-align:bottom;white-space:nowrap;height:auto}
.heat-table thead th{vertical-align:bottom;padding-bottom:.4rem}
.heat-table thead th span{display:block;writing-mode:vertical-rl;transform:rotate(180deg);max-height:9rem;overflow:hidden;text-overflow:ellipsis;white-space:nowrap;margin:0 auto}
.heat-table tbody th{font-weight:400;max-width:9rem;overflow:hidden;text-overflow:ellipsis;white-space:nowrap;vertical-align:middle;position:sticky;left:0;background:var(--paper)}
.settings{columns:20rem auto;column-gap:3rem;margin:0;font-size:.88rem}
.settings div{display:flex;justify-content:space-between;gap:1rem;border-bottom:1px solid var(--line);padding:.2rem 0;break-inside:avoid}
.settings dt{color:var(--soft)}.settings dd{margin:0;text-align:right;overflow-wrap:anywhere;font-variant-numeric:tabular-nums}
footer{padding-top:2.5rem;padding-bottom:3rem}
@media (max-width:40rem){
.sheet{grid-template-columns:repeat(5,minmax(0,1fr));gap:.3rem}
.sheet li:nth-child(6){grid-column:2}
.sheet small{font-size:.72rem}
.tile{padding:1px}
.figures,.figures tbody,.figures tr{display:block}
.figures thead{display:none}
.figures th,.figures td{display:block;width:auto;border:0;padding:.15rem 0}
.figures tr{border-bottom:1px solid var(--line);padding:.5rem 0}
.figures td::before{content:attr(data-heading) ' ';color:var(--soft);font-size:.85rem}
.heat-table td{min-width:2.6rem}
.heat-table tbody th{max-width:5.5rem}
}
@media (prefers-reduced-motion:reduce){*{transition:none!important}}
@media print{
body{font-size:10.5pt}
main,header,footer{max-width:none;padding-left:0;padding-right:0}
nav,.toolbar,.readout,.tip{display:none!important}
main>section{break-inside:auto;margin-top:1.2rem;padding-top:1rem}
h2,h3{break-after:avoid}
.wide{overflow:visible}
.chart,.heat,.map,.heat-table tr{break-inside:avoid}
.legend{max-height:none}
.legend button{border:0;padding:0 .5rem 0 0}
.map-stage,.heat-stage{print-color-adjust:exact;-webkit-print-color-adjust:exact}
.map-stage>svg{max-height:none}
}
`
