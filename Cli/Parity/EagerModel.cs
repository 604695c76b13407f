using System.Runtime.CompilerServices;
using OnnxForge.Export;
using static TorchSharp.torch;

namespace OnnxForge.Cli;

/// <summary>A model that TorchSharp runs, with what its export needs to know; in evaluation mode.</summary>
internal sealed class EagerModel : IDisposable
{
    /// <summary>Takes a module and owns it.</summary>
    public EagerModel(nn.Module module)
    {
        Module = module;
        module.eval();
    }

    /// <summary>The module.</summary>
    public nn.Module Module { get; }

    /// <summary>Names, free dimensions and vocabularies of the inputs.</summary>
    public required IReadOnlyList<InputSpec> Inputs { get; init; }

    /// <summary>Names of the outputs; null leaves them to the exporter.</summary>
    public IReadOnlyList<string>? OutputNames { get; init; }

    /// <summary>Rows to trace and to compare with.</summary>
    public required IRowSource Rows { get; init; }

    /// <summary>What travels in the exported file's metadata.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether every input's first dimension is free.</summary>
    public bool HasFreeBatch => Inputs.All(input => input.DynamicDimensions.ContainsKey(0));

    /// <summary>Computes the outputs without gradients; the caller owns them.</summary>
    /// <exception cref="InputException">The module takes another number of inputs, or gives what is no tensor.</exception>
    public IReadOnlyList<Tensor> Call(IReadOnlyList<Tensor> inputs)
    {
        using var noGradient = no_grad();
        return Module switch
        {
            nn.Module<Tensor[], Tensor> many => [many.call([.. inputs])],
            nn.Module<Tensor, Tensor> one when inputs.Count == 1 => [one.call(inputs[0])],
            nn.Module<Tensor, Tensor, Tensor> two when inputs.Count == 2 => [two.call(inputs[0], inputs[1])],
            jit.ScriptModule script => Flatten(script.call([.. inputs])),
            _ => throw new InputException(Module.GetName(), "a model of as many inputs as arrays were given", $"{inputs.Count}", "Give one --input for each of its inputs."),
        };
    }

    public void Dispose() => Module.Dispose();

    private IReadOnlyList<Tensor> Flatten(object result) => result switch
    {
        Tensor tensor => [tensor],
        IEnumerable<Tensor> tensors => [.. tensors],
        ITuple tuple => [.. Enumerable.Range(0, tuple.Length).SelectMany(i => Flatten(tuple[i]!))],
        IEnumerable<object> items => [.. items.SelectMany(Flatten)],
        _ => throw new InputException(Module.GetName(), "tensors as outputs, alone or in tuples and lists", result.GetType().Name, "Script a function that gives tensors."),
    };
}
