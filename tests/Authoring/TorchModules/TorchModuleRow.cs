using OnnxForge.Authoring;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Authoring.TorchModules;

/// <summary>A module of TorchSharp, away from its defaults.</summary>
/// <param name="Module">The module.</param>
/// <param name="Type">Its name in files, behind <c>torch/</c>.</param>
/// <param name="Config">Its config as JSON.</param>
/// <param name="Run">Calls it, or another one of its type, with inputs that are the same each time.</param>
internal sealed record TorchModuleRow(nn.Module Module, string Type, string Config, Func<nn.Module, Tensor> Run)
{
    /// <summary>A module from one tensor to one, run on normal numbers of this shape.</summary>
    public static TorchModuleRow Of(nn.Module<Tensor, Tensor> module, string type, string config, params long[] shape) =>
        new(module, type, config, again => ((nn.Module<Tensor, Tensor>)again).call(Numbers(shape)));

    /// <summary>Normal numbers that depend on the shape alone.</summary>
    public static Tensor Numbers(params long[] shape)
    {
        using var generator = new Generator(17);
        return randn(shape, generator: generator);
    }
}

/// <summary>Holds a module that no Sequential takes.</summary>
[CustomObject("test/holder")]
internal sealed class Holder(nn.Module held) : nn.Module<Tensor, Tensor>(nameof(Holder))
{
    public nn.Module Held { get; } = held;

    public override Tensor forward(Tensor input) => input;
}
