using OnnxForge.Authoring;

namespace OnnxForge.Tests.Authoring;

internal static partial class BuiltIns
{
    private static readonly (object Custom, string Type, string Config)[] layers =
    [
        (new Dense(30, new Elu(), kernelRegularizer: new L1(), biasConstraint: new MaxNorm()), "dense",
            """{"units":30,"activation":{"type":"onnxforge/elu","version":1,"config":{"alpha":1}},"useBias":true,"kernelInitializer":"""
            + """{"type":"onnxforge/glorot-uniform","version":1,"config":{}},"biasInitializer":{"type":"onnxforge/zeros","version":1,"config":{}},"kernelRegularizer":"""
            + """{"type":"onnxforge/l1","version":1,"config":{"factor":0.01}},"biasRegularizer":null,"kernelConstraint":null,"biasConstraint":"""
            + """{"type":"onnxforge/max-norm","version":1,"config":{"limit":2,"axis":0}},"name":null}"""),
    ];
}
