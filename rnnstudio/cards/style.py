"""How a run card looks: light and dark as the reader's system is, and on paper."""

STYLE = """
:root { color-scheme: light dark; --text: #1c1e21; --soft: #565c65; --ground: #f7f7f8; --raised: #ffffff;
  --line: #d9dbdf; --training: #0072b2; --validation: #b84a00; }
@media (prefers-color-scheme: dark) { :root { --text: #e6e7e9; --soft: #a9aeb6; --ground: #1e1f22; --raised: #27292d;
  --line: #3a3d42; --training: #56b4e9; --validation: #e69f00; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--text);
  font: 14px/1.5 system-ui, -apple-system, "Segoe UI", "Noto Sans", "Noto Sans CJK SC", "Microsoft YaHei",
    sans-serif; }
main { max-width: 1000px; margin: 0 auto; padding: 32px 24px; }
h1 { font-size: 26px; line-height: 1.25; margin: 0 0 4px; overflow-wrap: anywhere; }
h2 { font-size: 15px; margin: 0 0 12px; }
.model { color: var(--soft); margin: 0 0 16px; overflow-wrap: anywhere; }
.headline { font-size: 20px; font-weight: 600; margin: 0 0 24px; }
section { background: var(--raised); border: 1px solid var(--line); border-radius: 6px; padding: 16px;
  margin: 0 0 16px; overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { text-align: left; vertical-align: top; padding: 4px 16px 4px 0; overflow-wrap: anywhere; }
thead th { color: var(--soft); font-weight: 400; font-size: 12px; border-bottom: 1px solid var(--line); }
.pairs th { color: var(--soft); font-weight: 400; width: 34%; }
.number { text-align: right; }
.notes { white-space: pre-wrap; margin: 0; overflow-wrap: anywhere; }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(320px, 1fr)); gap: 16px; }
figure { margin: 0; }
figcaption { font-weight: 600; }
.curves { width: 100%; height: auto; font-size: 16px; }
.curves text { fill: var(--soft); }
.curves path { fill: none; stroke-width: 2; }
.curves .grid { stroke: var(--line); stroke-width: 1; }
path.training { stroke: var(--training); }
path.validation { stroke: var(--validation); stroke-dasharray: 7 4; }
circle.training { fill: var(--training); }
circle.validation { fill: var(--validation); }
circle.best { fill: none; stroke: var(--text); stroke-width: 1.5; }
.legend { margin: 0 0 8px; color: var(--soft); }
.key { margin-right: 20px; white-space: nowrap; }
.key::before { content: ""; display: inline-block; width: 24px; margin-right: 6px; vertical-align: middle; }
.key.training::before { border-top: 2px solid var(--training); }
.key.validation::before { border-top: 2px dashed var(--validation); }
.key.best::before { width: 12px; height: 12px; border: 1.5px solid var(--text); border-radius: 50%; }
footer { color: var(--soft); font-size: 12px; }
@media print { body { background: none; } section { break-inside: avoid; } }
"""
"""The card's style sheet."""
