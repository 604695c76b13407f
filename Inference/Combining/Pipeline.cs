using Microsoft.ML.OnnxRuntime;

namespace OnnxForge.Inference;

/// <summary>Models one after another: outputs of one are inputs of later ones.</summary>
/// <remarks>An input that is not connected takes the earlier output of its name where there is one, and is an input of the pipeline where there is none. Outputs of the
/// pipeline are those that no model takes; where several models give one of the same name, it is the last one's.</remarks>
public sealed class Pipeline : CombinedModel
{
    private readonly (IRunnable Model, (string Output, string Input)[] Connections)[] _parts;
    private readonly Wiring _wiring;

    private Pipeline((IRunnable Model, (string Output, string Input)[] Connections)[] parts, string title, Wiring wiring)
        : base(title, wiring.Signature) => (_parts, _wiring) = (parts, wiring);

    private protected override string Label => "pipeline";

    private protected override string? Place => _wiring.Place;

    /// <summary>A pipeline of one model, to be continued.</summary>
    /// <param name="model">The first model; it stays the caller's.</param>
    public static Pipeline Of(InferenceModel model) => Of((IRunnable)model);

    /// <summary>A pipeline that starts with an ensemble or another pipeline.</summary>
    /// <param name="model">What comes first.</param>
    public static Pipeline Of(CombinedModel model) => Of((IRunnable)model);

    /// <summary>A pipeline that goes on with another model.</summary>
    /// <param name="model">The next model; it stays the caller's.</param>
    /// <param name="connections">Which output of the pipeline so far is which input of the model: ("ids", "input_ids"). Those of equal names need not be listed.</param>
    /// <exception cref="SignatureMismatchException">Nothing is connected, a name is unknown or given twice, or an element type, rank or size differs; the message lists all of these.</exception>
    public Pipeline Then(InferenceModel model, params (string Output, string Input)[] connections) => Then((IRunnable)model, connections);

    /// <summary>As <see cref="Then(InferenceModel, ValueTuple{string, string}[])"/>, with an ensemble or another pipeline.</summary>
    /// <param name="model">What comes next.</param>
    /// <param name="connections">Which output of the pipeline so far is which input of it. Those of equal names need not be listed.</param>
    /// <exception cref="SignatureMismatchException">Nothing is connected, a name is unknown or given twice, or an element type, rank or size differs; the message lists all of these.</exception>
    public Pipeline Then(CombinedModel model, params (string Output, string Input)[] connections) => Then((IRunnable)model, connections);

    private protected override IReadOnlyList<OrtValue> RunValues(ValueScope scope, OrtValue[] inputs, bool[] inPlace, CancellationToken cancellationToken) =>
        _wiring.Run(scope, inputs, inPlace, cancellationToken);

    private static Pipeline Of(IRunnable model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return Make([(model, [])]);
    }

    private Pipeline Then(IRunnable model, (string Output, string Input)[] connections)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(connections);
        return Make([.. _parts, (model, [.. connections])]);
    }

    private static Pipeline Make((IRunnable Model, (string Output, string Input)[] Connections)[] parts)
    {
        var title = $"pipeline of {string.Join(", ", parts.Select(part => part.Model.Title))}";
        var wiring = new Wiring(title);
        foreach (var (model, connections) in parts)
        {
            wiring.Add(model, connections);
        }

        wiring.Finish();
        return new Pipeline(parts, title, wiring);
    }
}
