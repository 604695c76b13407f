using OnnxForge.Inference;

namespace OnnxForge.Cli;

/// <summary>The smallest model that computes something, to see whether a device works.</summary>
internal static class ProbeModel
{
    // A ModelProto of one node, y = x + x, on float32 [n], opset 13.
    private static readonly byte[] Bytes = Convert.FromBase64String("CAg6OwoOCgF4CgF4EgF5IgNBZGQSBXByb2JlWhAKAXgSCwoJCAESBQoDEgFuYhAKAXkSCwoJCAESBQoDEgFuQgQKABAN");

    /// <summary>Loads and runs it.</summary>
    /// <returns>Where it ran, and why there.</returns>
    /// <exception cref="InferenceException">The device cannot be used, or computes something else.</exception>
    /// <exception cref="DoesNotHoldException">The device computes something else.</exception>
    public static ModelDevice Run(Device device)
    {
        using var model = InferenceModel.Load(Bytes, new InferenceOptions { Device = device });
        var doubled = model.Predict([1.5f, -2f]);
        return doubled is [3f, -4f] ? model.Device
            : throw new DoesNotHoldException($"Device {device}", "3 and -4 as the doubles of 1.5 and -2", string.Join(" and ", doubled), "Check the driver and the libraries of the device, or use another one.");
    }
}
