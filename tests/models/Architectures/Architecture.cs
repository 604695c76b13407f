using OnnxForge.Export;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Models;

/// <summary>A reference model with all that its export needs.</summary>
/// <param name="Name">The test's name for it.</param>
/// <param name="Create">Makes one with random weights.</param>
/// <param name="Examples">Makes one argument for each input.</param>
/// <param name="Inputs">The inputs with their dynamic dimensions.</param>
/// <param name="Outputs">The expected outputs, with their shapes in terms of those dimensions.</param>
/// <param name="Operators">How often the operators that characterize it stand in the graph.</param>
internal sealed record Architecture(
    string Name, Func<nn.Module> Create, Func<Tensor[]> Examples, IReadOnlyList<InputSpec> Inputs, IReadOnlyList<string> Outputs, IReadOnlyDictionary<string, int> Operators)
{
    /// <summary>A model as it is after training: batch norms whose statistics and weights are not those that they start with.</summary>
    public nn.Module CreateTrained()
    {
        random.manual_seed(11);
        var module = Create();
        using var gradients = no_grad();
        foreach (var norm in module.modules().Where(m => m.get_buffer("running_mean") is not null))
        {
            norm.get_buffer("running_mean")!.normal_(0, 0.5);
            norm.get_buffer("running_var")!.uniform_(0.5, 1.5);
            norm.get_parameter("weight")!.uniform_(0.5, 1.5);
            norm.get_parameter("bias")!.normal_(0, 0.5);
        }
        return module;
    }

    public ExportOptions Options(int opset) => new() { Opset = opset, Inputs = Inputs, OutputNames = [.. Outputs.Select(o => o.Split(' ')[0])] };

    public override string ToString() => Name;
}
