using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>Finds the outputs of code that does not tell them by running it on zeros of two sizes: what differs between the two is not known.</summary>
internal static class TrialRun
{
    // The batch and other sizes that are not known, first and second try; large enough for a few windows, and no two alike.
    private static readonly (long Batch, long Other)[] sizes = [(2, 29), (3, 31)];

    /// <exception cref="ShapeException">The code does not take such inputs.</exception>
    public static IReadOnlyList<TensorSpec> Infer(nn.Module module, Func<IReadOnlyList<Tensor>, IReadOnlyList<Tensor>> run, IReadOnlyList<TensorSpec> inputs)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        using var random = new RandomState();
        using var dropped = ForwardValues.Collect();
        var modes = LayerTree.Modules(module).Select(node => (node.Module, node.Module.training)).ToList();
        module.eval();
        try
        {
            var device = module.parameters().FirstOrDefault()?.device ?? CPU;
            var tries = sizes.Select(size => run([.. inputs.Select(input => zeros(Known(input.Shape, size), input.Type, device))])).ToList();
            return [.. tries[0].Zip(tries[1]).Select(pair => new TensorSpec(Common(Shape.Of(pair.First), Shape.Of(pair.Second)), pair.First.dtype))];
        }
        catch (Exception error) when (error is System.Runtime.InteropServices.ExternalException or ArgumentException)
        {
            throw new ShapeException(module.GetName(), "inputs that it takes", string.Join(", ", inputs), $"Correct the shapes: {error.Message.Split('\n')[0]}", error);
        }
        finally
        {
            // train sets what is inside, too: parts that stood in another mode come after what they are part of.
            foreach (var (part, mode) in modes.OrderBy(part => !part.Module.named_children().Any())) part.train(mode);
        }
    }

    private static long[] Known(Shape shape, (long Batch, long Other) size) => [.. shape.Select((known, dimension) => known >= 0 ? known : dimension == 0 ? size.Batch : size.Other)];

    /// <summary>The sizes that two tries have in common; a size that differs is not known.</summary>
    /// <exception cref="ShapeException">They differ in rank.</exception>
    public static Shape Common(Shape first, Shape second)
    {
        if (first.Count != second.Count) throw new ShapeException("Output", "as many dimensions whatever the input's sizes", $"{first} and {second}", "Give every input the same rank of output.");
        return Shape.Create([.. first.Zip(second, (some, other) => some == other ? some : -1)]);
    }
}
