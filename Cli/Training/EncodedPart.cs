using OnnxForge.Authoring;
using static TorchSharp.torch;

namespace OnnxForge.Cli;

/// <summary>One part of the table: raw rows, and their features and scaled targets on the CPU.</summary>
internal sealed class EncodedPart : IDisposable
{
    /// <summary>Encodes rows by a model's schema.</summary>
    public EncodedPart(string name, TabularColumns rows, TabularModel model)
    {
        (Name, Rows) = (name, rows);
        (X, Y) = model.Encode(rows);
        Targets = [.. rows.Target!.Values.Select(value => (double)value!.Value)];
    }

    /// <summary>One of <see cref="PartMetrics"/>' names.</summary>
    public string Name { get; }

    /// <summary>The raw rows.</summary>
    public TabularColumns Rows { get; }

    /// <summary>Features, <c>[rows, features]</c>.</summary>
    public Tensor X { get; }

    /// <summary>Scaled targets, <c>[rows, 1]</c>.</summary>
    public Tensor Y { get; }

    /// <summary>Targets in their own unit.</summary>
    public double[] Targets { get; }

    public void Dispose()
    {
        X.Dispose();
        Y.Dispose();
    }
}
