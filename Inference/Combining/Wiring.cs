using Microsoft.ML.OnnxRuntime;

namespace OnnxForge.Inference;

/// <summary>Where the inputs of several models come from: from outside, or from models before them. It is made once and run often.</summary>
/// <param name="title">How errors call it.</param>
/// <param name="independent">Whether the models take nothing from each other.</param>
internal sealed class Wiring(string title, bool independent = false)
{
    private const int Outside = -1;

    private readonly List<TensorSignature> _inputs = [];
    private readonly List<Stage> _stages = [];
    private readonly Dictionary<string, Source> _latest = new(StringComparer.Ordinal);
    private readonly HashSet<string> _symbols = new(StringComparer.Ordinal);
    private Source[] _outputs = [];

    /// <summary>All inputs from outside and all outputs that no model takes, after <see cref="Finish"/>.</summary>
    public ModelSignature Signature { get; private set; } = new([], []);

    /// <summary>The device other than the CPU of all models together.</summary>
    public string? Place => _stages.TrueForAll(stage => stage.Model.Place == _stages[0].Model.Place) ? _stages[0].Model.Place : null;

    /// <summary>Adds a model behind those there are.</summary>
    /// <param name="model">The model.</param>
    /// <param name="connections">Which output there is which input of the model.</param>
    /// <param name="prefix">What stands before the names of its outputs.</param>
    /// <exception cref="SignatureMismatchException">Something does not fit.</exception>
    public void Add(IRunnable model, IReadOnlyList<(string Output, string Input)> connections, string prefix = "")
    {
        var (problems, expected) = (new List<string>(), model.Signature.Inputs);
        var given = Given(connections, expected, problems);
        var sources = new Source[expected.Count];
        var symbols = new SymbolLinks(_symbols);
        for (var i = 0; i < sources.Length; i++)
        {
            sources[i] = given.TryGetValue(expected[i].Name, out var output) || !independent ? _latest.GetValueOrDefault(output ?? expected[i].Name, Source.None) : Source.None;
            if (sources[i] == Source.None && _inputs.FindIndex(input => input.Name == expected[i].Name) is >= 0 and var outside)
            {
                sources[i] = new Source(Outside, outside);
            }

            if (sources[i] != Source.None)
            {
                symbols.Connect(Signed(sources[i]), expected[i], problems);
            }
        }

        if (_stages.Count > 0 && !independent && problems.Count == 0 && !sources.Any(source => source.Stage >= 0))
        {
            problems.Add("connect one of these inputs or more");
        }

        Refuse(problems, expected);
        for (var i = 0; i < sources.Length; i++)
        {
            if (sources[i] == Source.None)
            {
                sources[i] = new Source(Outside, _inputs.Count);
                _inputs.Add(symbols.Renamed(expected[i]));
            }
        }

        TensorSignature[] outputs = [.. model.Signature.Outputs.Select(symbols.Renamed).Select(output => output with { Name = prefix + output.Name })];
        for (var i = 0; i < outputs.Length; i++)
        {
            _latest[outputs[i].Name] = new Source(_stages.Count, i);
        }

        _stages.Add(new Stage(model, sources, outputs));
    }

    /// <summary>Nothing is added any more.</summary>
    public void Finish()
    {
        HashSet<Source> taken = [.. _stages.SelectMany(stage => stage.Inputs)];
        _outputs = [.. _latest.Values.Where(source => !taken.Contains(source)).OrderBy(source => source.Stage).ThenBy(source => source.Index)];
        Signature = new ModelSignature(_inputs.AsReadOnly(), Array.AsReadOnly(Array.ConvertAll(_outputs, Signed)));
    }

    public IReadOnlyList<OrtValue> Run(ValueScope scope, OrtValue[] inputs, bool[] inPlace, CancellationToken cancellationToken)
    {
        var made = new IReadOnlyList<OrtValue>[_stages.Count];
        for (var i = 0; i < made.Length; i++)
        {
            var stage = _stages[i];
            var values = Array.ConvertAll(stage.Inputs, source => source.Stage == Outside ? inputs[source.Index] : made[source.Stage][source.Index]);
            made[i] = stage.Model.Run(scope, values, StayingInPlace(i, inPlace), cancellationToken);
        }

        return Array.ConvertAll(_outputs, source => made[source.Stage][source.Index]);
    }

    /// <summary>Outputs stay on a device where all who take them compute there.</summary>
    private bool[] StayingInPlace(int index, bool[] inPlace)
    {
        var stays = new bool[_stages[index].Outputs.Length];
        if (_stages[index].Model.Place is not { } place)
        {
            return stays;
        }

        for (var i = 0; i < stays.Length; i++)
        {
            var source = new Source(index, i);
            var output = Array.IndexOf(_outputs, source);
            stays[i] = output >= 0 ? inPlace[output] : _stages.TrueForAll(stage => stage.Model.Place == place || !stage.Inputs.Contains(source));
        }

        return stays;
    }

    /// <summary>The output that each input shall take.</summary>
    private Dictionary<string, string> Given(IReadOnlyList<(string Output, string Input)> connections, IReadOnlyList<TensorSignature> expected, List<string> problems)
    {
        var given = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (output, input) in connections)
        {
            if (!expected.Any(signature => signature.Name == input))
            {
                problems.Add($"name one of these inputs in place of '{input}'");
            }
            else if (!_latest.ContainsKey(output ?? ""))
            {
                problems.Add($"give {input} one of the outputs so far in place of '{output}'");
            }
            else if (!given.TryAdd(input, output!))
            {
                problems.Add($"connect {input} once");
            }
        }

        return given;
    }

    private TensorSignature Signed(Source source) => source.Stage == Outside ? _inputs[source.Index] : _stages[source.Stage].Outputs[source.Index];

    private void Refuse(List<string> problems, IReadOnlyList<TensorSignature> expected)
    {
        if (problems.Count == 0)
        {
            return;
        }

        var there = string.Join(", ", independent ? _inputs : _latest.Values.Select(Signed));
        var remedy = string.Join("; ", problems);
        throw new SignatureMismatchException(char.ToUpperInvariant(title[0]) + title[1..], $"inputs {string.Join(", ", expected)}", there, char.ToUpperInvariant(remedy[0]) + remedy[1..]);
    }

    /// <summary>An output of a model, or an input from outside.</summary>
    private readonly record struct Source(int Stage, int Index)
    {
        public static Source None { get; } = new(int.MinValue, 0);
    }

    /// <param name="Model">What runs.</param>
    /// <param name="Inputs">Where each of its inputs comes from.</param>
    /// <param name="Outputs">Its outputs with sizes named as they are in the whole.</param>
    private sealed record Stage(IRunnable Model, Source[] Inputs, TensorSignature[] Outputs);
}
