namespace OnnxForge.Cli;

/// <summary>The report's style sheet.</summary>
internal static class ReportStyle
{
    public const string Css = """
        :root { color-scheme: light; --ink: #1f2937; --muted: #6b7280; --line: #e5e7eb; --accent: #1d4ed8; --wash: #f8fafc; }
        * { box-sizing: border-box; }
        body { margin: 0; background: #fff; color: var(--ink); font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; -webkit-text-size-adjust: 100%; }
        main { max-width: 48rem; margin: 0 auto; padding: 2rem 1.25rem 4rem; }
        h1 { font-size: 1.7rem; line-height: 1.2; margin: 0 0 .35rem; letter-spacing: -.01em; }
        h2 { font-size: 1.2rem; margin: 2.75rem 0 .6rem; padding-top: 1.1rem; border-top: 1px solid var(--line); }
        p { margin: .4rem 0 .9rem; max-width: 46rem; overflow-wrap: anywhere; }
        .lead, figcaption, .note { color: var(--muted); }
        .cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(10.5rem, 1fr)); gap: .8rem; margin: 1.5rem 0 0; padding: 0; list-style: none; }
        .cards li { min-width: 0; background: var(--wash); border: 1px solid var(--line); border-radius: .6rem; padding: .85rem 1rem; }
        .cards strong { display: block; font-size: 1.4rem; white-space: nowrap; line-height: 1.25; font-variant-numeric: tabular-nums; }
        .cards span { color: var(--muted); font-size: .88rem; line-height: 1.35; display: block; margin-top: .2rem; overflow-wrap: anywhere; }
        figure { margin: 0 0 1rem; }
        figure svg { display: block; width: 100%; height: auto; max-width: 42rem; }
        figcaption { font-size: .88rem; }
        .scroll { overflow-x: auto; margin: .6rem 0 1rem; }
        table { border-collapse: collapse; width: 100%; font-size: .93rem; font-variant-numeric: tabular-nums; }
        th, td { text-align: left; padding: .38rem 0 .38rem .9rem; border-bottom: 1px solid var(--line); font-weight: 400; white-space: nowrap; vertical-align: top; }
        tr > :first-child { padding-left: 0; }
        thead th { color: var(--muted); font-size: .84rem; }
        .number { text-align: right; }
        td.bar { width: 60%; }
        td.bar div { background: var(--accent); height: .8rem; margin-top: .35rem; border-radius: .15rem; min-width: 2px; }
        code { font: .92em ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
        pre { background: var(--wash); border: 1px solid var(--line); border-radius: .5rem; padding: .8rem 1rem; overflow-x: auto; font: .88rem/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
        @media print { main { max-width: none; padding: 0; } h2 { break-after: avoid; } figure, table { break-inside: avoid; } }
        """;
}
