using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using OnnxForge.Export;

namespace OnnxForge.Tests.Export;

/// <summary>Runs a model in ONNX Runtime without its graph optimizations, so that what runs is what was written.</summary>
internal static class RuntimeRunner
{
    public static NamedOnnxValue Input<T>(string name, T[] values, params int[] dims) => NamedOnnxValue.CreateFromTensor(name, new DenseTensor<T>(values, dims));

    /// <summary>Each output as "name type[dims] elements", so that two runs compare as text.</summary>
    public static IReadOnlyList<string> Run(Model model, params NamedOnnxValue[] inputs) => Run(OnnxWriter.Write(model), inputs);

    public static IReadOnlyList<string> Run(byte[] bytes, params NamedOnnxValue[] inputs)
    {
        using var options = new SessionOptions { GraphOptimizationLevel = GraphOptimizationLevel.ORT_DISABLE_ALL, IntraOpNumThreads = 1 };
        using var session = new InferenceSession(bytes, options);
        using var results = session.Run(inputs);
        return [.. results.Select(Describe)];
    }

    private static string Describe(DisposableNamedOnnxValue result) => result.Value switch
    {
        Tensor<float> tensor => Describe(result.Name, "float32", tensor),
        Tensor<long> tensor => Describe(result.Name, "int64", tensor),
        Tensor<int> tensor => Describe(result.Name, "int32", tensor),
        Tensor<string> tensor => Describe(result.Name, "string", tensor),
        _ => throw new NotSupportedException($"{result.Name}: {result.Value?.GetType()}"),
    };

    private static string Describe<T>(string name, string type, Tensor<T> tensor) => $"{name} {type}[{string.Join(", ", tensor.Dimensions.ToArray())}] {string.Join(", ", tensor)}";
}
