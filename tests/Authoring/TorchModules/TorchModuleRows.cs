using static TorchSharp.torch;

namespace OnnxForge.Tests.Authoring.TorchModules;

/// <summary>A row for each module of TorchSharp that a config can hold.</summary>
internal static partial class TorchModuleRows
{
    public static IEnumerable<TorchModuleRow> All() =>
    [
        .. Activations(), .. Dropouts(), .. Products(), .. Convolutions(), .. Normalizations(), .. Pools(), .. Paddings(), .. Shapes(), .. Embeddings(), .. Recurrents(),
        .. Attentions(), .. Containers(),
    ];

    private static TorchModuleRow Row(nn.Module<Tensor, Tensor> module, string type, string config, params long[] shape) => TorchModuleRow.Of(module, type, config, shape);

    private static TorchModuleRow Row<TModule>(TModule module, string type, string config, Func<TModule, Tensor> run) where TModule : nn.Module =>
        new(module, type, config, again => run((TModule)again));

    private static Tensor Numbers(params long[] shape) => TorchModuleRow.Numbers(shape);

    private static Tensor Words(params long[] numbers) => tensor(numbers);
}
