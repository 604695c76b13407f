using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>Makes the weights of layers that are built for a file's, on this thread, until disposed: no more values than the file has, and without random first values, which the
/// file's replace.</summary>
internal sealed class WeightRoom : IDisposable
{
    [ThreadStatic]
    private static WeightRoom? current;

    private readonly WeightRoom? outer = current;
    private readonly string where;
    private double left;

    /// <param name="values">How many values the file has at most.</param>
    /// <param name="where">The file's name in messages.</param>
    public WeightRoom(long values, string where)
    {
        (left, this.where) = (values, where);
        current = this;
    }

    /// <summary>A new weight of float32, as the initializer gives it where no file is loaded.</summary>
    /// <exception cref="BundleException">The file has no room for it.</exception>
    public static Tensor Make(Initializer initializer, long[] shape)
    {
        if (current is null) return initializer.Create(shape);
        Take(shape.Aggregate(1.0, (product, size) => product * size), $"one of {Shape.Create(shape)}");
        return IsRandom(initializer) ? empty(shape, ScalarType.Float32) : initializer.Create(shape);
    }

    /// <summary>Takes room for values that are about to be made; does nothing where no file is loaded.</summary>
    /// <exception cref="BundleException">The file has no room for them.</exception>
    public static void Take(double values, string what)
    {
        if (current is null) return;
        if (values > current.left)
        {
            throw new BundleException(current.where, $"a file with the weights of its model, such as {what}", $"no more than {current.left} values for it",
                "The file is damaged or made to take memory; save the model again.");
        }
        current.left -= Math.Max(values, 0);
    }

    public void Dispose() => current = outer;

    // Those of others may do more than give values, and what is no chance may be used before the file's values come.
    private static bool IsRandom(Initializer initializer) => initializer is GlorotNormal or GlorotUniform or HeNormal or HeUniform or LecunNormal or LecunUniform or Orthogonal
        or RandomNormal or RandomUniform or TruncatedNormal or VarianceScaling;
}
