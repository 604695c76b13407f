namespace OnnxForge.Inference;

/// <summary>Which of a model's functions call which. ONNX Runtime replaces each call by the function's nodes, so that a few functions that call
/// each other twice make more nodes than any machine holds.</summary>
internal sealed class FunctionCalls
{
    private readonly Dictionary<string, Body> _functions = new(StringComparer.Ordinal);
    private readonly Body _main = new();
    private Body _current;

    public FunctionCalls() => _current = _main;

    public static string Key(WireReader function)
    {
        var (name, domain) = ("", "");
        while (function.Next())
        {
            (name, domain) = function.Field switch
            {
                1 => (function.Text(ModelCheck.LongestName), domain),
                10 => (name, function.Text(ModelCheck.LongestName)),
                _ => (name, domain),
            };
        }

        return Key(domain, name);
    }

    public void Declare(WireReader function) => _functions.TryAdd(Key(function), new Body());

    /// <summary>What is counted from now on is in that function; null for the graph.</summary>
    public void Enter(string? function) => _current = function is null ? _main : _functions[function];

    public void Count(string domain, string type)
    {
        _current.Nodes++;
        if (_functions.Count > 0 && Key(domain, type) is var key && _functions.ContainsKey(key))
        {
            _current.Calls[key] = _current.Calls.GetValueOrDefault(key) + 1;
        }
    }

    /// <exception cref="FormatException">A function calls itself, or all calls replaced give more than <paramref name="mostNodes"/> nodes.</exception>
    public void Check(int mostNodes)
    {
        // A stack of its own: functions may call each other deeper than a thread's stack goes.
        var pending = new Stack<(Body Body, bool Done)>([(_main, false)]);
        while (pending.TryPop(out var next))
        {
            var (body, done) = next;
            if (done)
            {
                body.Expanded = body.Calls.Aggregate((decimal)body.Nodes, (sum, call) => Math.Min(sum + (call.Value * _functions[call.Key].Expanded!.Value), int.MaxValue));
                if (body.Expanded > mostNodes)
                {
                    throw new FormatException($"functions whose calls give more than {mostNodes} nodes");
                }
            }
            else if (!body.Entered)
            {
                body.Entered = true;
                pending.Push((body, true));
                foreach (var called in body.Calls.Keys.Select(key => _functions[key]).Where(called => called.Expanded is null))
                {
                    if (called.Entered)
                    {
                        throw new FormatException("a function that calls itself");
                    }

                    pending.Push((called, false));
                }
            }
        }
    }

    private static string Key(string domain, string name) => $"{domain}\0{name}";

    private sealed class Body
    {
        public int Nodes { get; set; }

        public Dictionary<string, int> Calls { get; } = new(StringComparer.Ordinal);

        public bool Entered { get; set; }

        public decimal? Expanded { get; set; }
    }
}
