using Spectre.Console;

namespace OnnxForge.Cli;

/// <summary>Tables and colours on a terminal; plain text where nobody watches.</summary>
internal static class Screen
{
    /// <summary>A console that writes to the terminal's output.</summary>
    public static IAnsiConsole For(ITerminal terminal)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = terminal.IsInteractive ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = terminal.IsInteractive ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(terminal.Output),
        });
        console.Profile.Width = terminal.Width;
        return console;
    }

    /// <summary>An empty table; a column whose name starts with <c>&gt;</c> is aligned right.</summary>
    public static Table Table(params IReadOnlyList<string> columns)
    {
        var table = new Table().Border(TableBorder.Rounded);
        foreach (var column in columns)
        {
            var right = column.StartsWith('>');
            var header = new TableColumn(new Text(right ? column[1..] : column, new Style(decoration: Decoration.Bold)));
            table.AddColumn(right ? header.RightAligned() : header);
        }
        return table;
    }
}
