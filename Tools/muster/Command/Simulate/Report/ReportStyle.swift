/// How the report looks, by day and by night.
enum ReportStyle {
    static let text = """

        :root { color-scheme: light dark; --ink: #1b1f24; --soft: #57606a; --paper: #ffffff; --grid: #d8dee4;
          --a: #0b62c4; --b: #a84300; }
        @media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --soft: #9da7b3; --paper: #0f1318;
          --grid: #30363d; --a: #6cb6ff; --b: #ffa657; } }
        * { box-sizing: border-box; }
        body { margin: 0 auto; padding: 1rem; max-width: 84rem; color: var(--ink); background: var(--paper);
          font: 1rem/1.5 system-ui, sans-serif; }
        h1 { font-size: 1.5rem; } h2 { font-size: 1.2rem; margin: 2rem 0 0.3rem; }
        .pair { display: grid; gap: 1rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 26rem), 1fr)); }
        figure { margin: 0; min-width: 0; } figcaption, .tick { color: var(--soft); } figcaption { text-align: center; }
        svg { width: 100%; height: auto; } .tick { fill: var(--soft); font-size: 12px; }
        .grid { stroke: var(--grid); stroke-width: 1; }
        .line { fill: none; stroke-width: 2.2; } .high { fill: none; stroke-width: 1.6; stroke-dasharray: 5 4; }
        .r0 { stroke: var(--a); } .r1 { stroke: var(--b); }
        .point.r0, .bar.r0 { fill: var(--a); } .point.r1 { fill: var(--b); }
        .bar.r1 { fill: var(--b); fill-opacity: 0.55; stroke-width: 1.5; }
        .whisker { fill: none; stroke: var(--ink); stroke-width: 1.5; }
        .wide { overflow-x: auto; } table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
        th, td { padding: 0.15rem 0.7rem; border-bottom: 1px solid var(--grid); text-align: right; }
        tbody th, thead th:first-child { text-align: left; font-weight: normal; } thead th { font-weight: 600; }
        summary { cursor: pointer; color: var(--soft); } code { font-size: 0.95em; }
        @media print { details { display: none; } }

        """
}
