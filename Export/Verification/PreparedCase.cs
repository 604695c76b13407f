using OnnxForge.Inference;
using static TorchSharp.torch;

namespace OnnxForge.Export;

/// <summary>One set of fresh data with what the function gives on it.</summary>
/// <param name="Sizes">The sizes.</param>
/// <param name="Seed">Which set.</param>
/// <param name="Data">How the data was made.</param>
/// <param name="Feeds">The data as the file takes it.</param>
/// <param name="Expected">What the function gives, in order.</param>
internal sealed record PreparedCase(SizeAssignment Sizes, long Seed, DataKind Data, IReadOnlyDictionary<string, TensorData> Feeds, IReadOnlyList<TensorData> Expected);

/// <summary>Runs the function on fresh data.</summary>
internal sealed class CasePreparation(TracedFunction function, IReadOnlyList<InputSpec> inputs, InputSampler sampler)
{
    /// <summary>
    /// The case of a kind of data, or, where the function rejects such data or gives numbers on it that are not finite, of data near
    /// the example; null when it rejects that, too.
    /// </summary>
    public PreparedCase? Prepare(SizeAssignment sizes, long seed, DataKind kind, out string? refusal)
    {
        var prepared = Run(sizes, seed, kind, out refusal);
        if (kind == DataKind.Near || (prepared is not null && prepared.Expected.All(IsFinite))) return prepared;
        return Run(sizes, seed, DataKind.Near, out refusal);
    }

    /// <summary>Does something with the arguments of a case.</summary>
    public T WithArguments<T>(SizeAssignment sizes, long seed, DataKind kind, Func<IReadOnlyList<Tensor>, T> use)
    {
        var arguments = sampler.Sample(sizes, seed, kind);
        try { return use(arguments); }
        finally
        {
            foreach (var argument in arguments) argument.Dispose();
        }
    }

    private PreparedCase? Run(SizeAssignment sizes, long seed, DataKind kind, out string? refusal)
    {
        string? rejected = null;
        var prepared = WithArguments<PreparedCase?>(sizes, seed, kind, arguments =>
        {
            try
            {
                var outputs = function.Call([.. arguments.Select(a => a.clone())]);
                if (outputs.Any(o => o.IsInvalid))
                {
                    rejected = "it gives no tensor there"; // as libtorch's own attention does for nothing
                    return null;
                }
                return new PreparedCase(sizes, seed, kind, Feeds(inputs, arguments), [.. outputs.Select(TorchTensors.ToTensorData)]);
            }
            catch (Exception e) when (e is not OutOfMemoryException) // code of the user's, which may throw what it likes
            {
                rejected = e.Message.Split('\n')[0];
                return null;
            }
        });
        refusal = rejected;
        return prepared;
    }

    /// <summary>The arguments as the file takes them.</summary>
    public static Dictionary<string, TensorData> Feeds(IReadOnlyList<InputSpec> inputs, IReadOnlyList<Tensor> arguments)
    {
        var feeds = new Dictionary<string, TensorData>();
        for (int i = 0; i < inputs.Count; i++)
            feeds[inputs[i].Name] = inputs[i].Vocabulary is { } vocabulary ? TorchTensors.ToTexts(arguments[i], vocabulary) : TorchTensors.ToTensorData(arguments[i]);
        return feeds;
    }

    private static bool IsFinite(TensorData data) => TensorNumbers.Of(data).All(double.IsFinite);
}
