using TorchSharp;
using static TorchSharp.torch;

namespace OnnxForge.Authoring.TorchModules;

/// <summary>What a module of TorchSharp was made with: its config in files, in place of the module. A record names its parameters as PyTorch does.</summary>
internal abstract record ModuleSettings
{
    /// <summary>How many values the weights and buffers have at least, so that a file cannot ask for more than it holds; where it could.</summary>
    public virtual double LeastValues => 0;

    /// <summary>A new module with these settings and fresh weights, on the CPU.</summary>
    public abstract nn.Module Create();

    /// <summary>The element type of a module's weights; float32 for one without.</summary>
    protected static ScalarType TypeOf(nn.Module module) =>
        module.parameters().Concat(module.buffers()).FirstOrDefault(tensor => tensor.is_floating_point() || tensor.is_complex())?.dtype ?? ScalarType.Float32;

    /// <summary>The module with weights of this element type.</summary>
    protected static nn.Module WithType(nn.Module module, ScalarType type) => TypeOf(module) == type ? module : module.to(type);

    protected static double Product(IEnumerable<long> sizes) => sizes.Aggregate(1.0, (product, size) => product * size);

    protected static long[] Sizes((long, long) sizes) => [sizes.Item1, sizes.Item2];

    protected static (long, long) Two(IReadOnlyList<long> sizes) => (sizes[0], sizes[1]);

    protected static (long, long, long) Three(IReadOnlyList<long> sizes) => (sizes[0], sizes[1], sizes[2]);
}

/// <summary>How a record reads the settings of a module.</summary>
/// <typeparam name="TModule">The module's type; not a type derived from it.</typeparam>
/// <typeparam name="TSettings">The record.</typeparam>
internal interface ISettingsOf<TModule, TSettings> where TModule : nn.Module where TSettings : ModuleSettings
{
    /// <summary>The settings that the module has now.</summary>
    /// <exception cref="ConfigException">A setting cannot be read.</exception>
    static abstract TSettings Of(TModule module);
}
