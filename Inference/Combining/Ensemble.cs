using Microsoft.ML.OnnxRuntime;

namespace OnnxForge.Inference;

/// <summary>Models that get the same inputs: their outputs are made one, or given side by side. The models run one after another.</summary>
public sealed class Ensemble : CombinedModel
{
    private readonly IRunnable[] _members;
    private readonly Wiring? _wiring;

    private Ensemble(string title, IRunnable[] members, Wiring? wiring)
        : base(title, wiring?.Signature ?? members[0].Signature) => (_members, _wiring) = (members, wiring);

    private protected override string Label => "ensemble";

    private protected override string? Place => Array.TrueForAll(_members, member => member.Place == _members[0].Place) ? _members[0].Place : null;

    /// <summary>An ensemble whose outputs are those of one model: numbers with fractions are the mean of all models', integers, booleans and texts what most models say; of
    /// several that equally many say, what the earliest of these models says.</summary>
    /// <param name="models">Two models or more of the same signature; they stay the caller's.</param>
    /// <exception cref="SignatureMismatchException">The models' signatures differ.</exception>
    /// <exception cref="InferenceException">There are fewer than two models.</exception>
    public static Ensemble Of(params InferenceModel[] models)
    {
        IRunnable[] members = Members(models);
        var title = Title(members);
        var other = Array.FindIndex(members, member => !member.Signature.Equals(members[0].Signature));
        return other < 0
            ? new Ensemble(title, members, null)
            : throw new SignatureMismatchException(
                $"E{title[1..]}", $"models of the signature {members[0].Signature}", $"{members[other].Signature} of {members[other].Title}", "Export the models with the same inputs and outputs, or use Ensemble.SideBySide");
    }

    /// <summary>An ensemble that gives the outputs of all models, each with its model's name before its own: "small.price". Inputs of equal names are one.</summary>
    /// <param name="models">Two models or more, each with a name; they stay the caller's.</param>
    /// <exception cref="SignatureMismatchException">Inputs of equal names have other types, ranks or sizes.</exception>
    /// <exception cref="InferenceException">There are fewer than two models, or two of one name.</exception>
    public static Ensemble SideBySide(params (string Name, InferenceModel Model)[] models)
    {
        ArgumentNullException.ThrowIfNull(models);
        var members = Members(Array.ConvertAll(models, model => model.Model));
        var title = Title(members);
        if (models.GroupBy(model => model.Name).FirstOrDefault(group => string.IsNullOrEmpty(group.Key) || group.Count() > 1) is { } wrong)
        {
            throw new InferenceException($"E{title[1..]}", "a name of its own for each model", $"'{wrong.Key}' for {models.Count(model => model.Name == wrong.Key)}", "Give each model another name");
        }

        var wiring = new Wiring(title, independent: true);
        for (var i = 0; i < models.Length; i++)
        {
            wiring.Add(members[i], [], $"{models[i].Name}.");
        }

        wiring.Finish();
        return new Ensemble(title, members, wiring);
    }

    private protected override IReadOnlyList<OrtValue> RunValues(ValueScope scope, OrtValue[] inputs, bool[] inPlace, CancellationToken cancellationToken)
    {
        if (_wiring is not null)
        {
            return _wiring.Run(scope, inputs, inPlace, cancellationToken);
        }

        var given = Array.ConvertAll(_members, member => member.Run(scope, inputs, new bool[Signature.Outputs.Count], cancellationToken));
        var outputs = new OrtValue[Signature.Outputs.Count];
        for (var i = 0; i < outputs.Length; i++)
        {
            outputs[i] = scope.Own(new PinnedTensor(Combined(i, Array.ConvertAll(given, values => values[i])))).Value;
        }

        return outputs;
    }

    private TensorData Combined(int output, OrtValue[] given)
    {
        var dims = given[0].GetTensorTypeAndShape().Shape;
        for (var i = 1; i < given.Length; i++)
        {
            if (given[i].GetTensorTypeAndShape().Shape is var other && !other.AsSpan().SequenceEqual(dims))
            {
                throw new InferenceException(
                    $"Output {Signature.Outputs[output].Name} of {((IRunnable)this).Title}", $"the dims {TensorShape.Text(dims)} from each model", $"{TensorShape.Text(other)} from {_members[i].Title}", "Give models that agree in the sizes of their outputs");
            }
        }

        return EnsembleVote.Combine(Signature.Outputs[output].Type, given, dims);
    }

    private static IRunnable[] Members(InferenceModel[] models)
    {
        ArgumentNullException.ThrowIfNull(models);
        Array.ForEach(models, model => ArgumentNullException.ThrowIfNull(model, nameof(models)));
        return models.Length >= 2 ? [.. models] : throw new InferenceException("Ensemble", "two models or more", $"{models.Length}", "Give more models, or run the one as it is");
    }

    private static string Title(IRunnable[] members) => $"ensemble of {string.Join(", ", members.Select(member => member.Title))}";
}
