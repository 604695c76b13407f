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
        var mode = module.training;
        module.eval();
        try
        {
            var device = module.parameters().FirstOrDefault()?.device ?? CPU;
            var tries = sizes.Select(size => run([.. inputs.Select(input => zeros(Known(input.Shape, size), input.Type, device))])).ToList();
            return [.. tries[0].Zip(tries[1]).Select(pair => new TensorSpec(Common(pair.First, pair.Second), pair.First.dtype))];
        }
        catch (Exception error) when (error is System.Runtime.InteropServices.ExternalException or ArgumentException)
        {
            throw new ShapeException(module.GetName(), "inputs that it takes", string.Join(", ", inputs), $"Correct the shapes: {error.Message.Split('\n')[0]}", error);
        }
        finally
        {
            module.train(mode);
        }
    }

    private static long[] Known(Shape shape, (long Batch, long Other) size) => [.. shape.Select((known, dimension) => known >= 0 ? known : dimension == 0 ? size.Batch : size.Other)];

    private static Shape Common(Tensor first, Tensor second)
    {
        if (first.dim() != second.dim()) throw new ShapeException("Output", "as many dimensions whatever the input's sizes", $"{Shape.Of(first)} and {Shape.Of(second)}", "Give every input the same rank of output.");
        return Shape.Create([.. first.shape.Zip(second.shape).Select(pair => pair.First == pair.Second ? pair.First : -1)]);
    }
}
