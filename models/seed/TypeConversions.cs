using OnnxForge.Export;
using static TorchSharp.torch;

namespace OnnxForge.Models.Seed;

/// <summary>Where types are not to be converted in silence, mixing them is an error, and a cast is written out.</summary>
public static class TypeConversions
{
    /// <summary>Prints the error of a sum of float32 and float64, and the sum with a cast.</summary>
    public static void Run(TextWriter output)
    {
        var t2 = tensor(40.0);
        try
        {
            StrictDtypes.Run(() => tensor(2f) + t2);
        }
        catch (MixedDtypesException error)
        {
            output.WriteLine(error.Message);
        }
        var sum = StrictDtypes.Run(() => tensor(2f) + t2.to(ScalarType.Float32));
        output.WriteLine($"{TensorText.Of(sum)} {sum.dtype}");
    }
}
