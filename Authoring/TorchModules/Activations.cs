using static TorchSharp.torch;
using Modules = TorchSharp.Modules;

namespace OnnxForge.Authoring.TorchModules;

// Activations: every setting is a public property.

[CustomObject("torch/celu")]
internal sealed record CELUSettings(double Alpha, bool Inplace) : ModuleSettings, ISettingsOf<Modules.CELU, CELUSettings>
{
    public static CELUSettings Of(Modules.CELU module) => new(module.alpha, module.inplace);

    public override nn.Module Create() => nn.CELU(Alpha, Inplace);
}

[CustomObject("torch/elu")]
internal sealed record ELUSettings(double Alpha, bool Inplace) : ModuleSettings, ISettingsOf<Modules.ELU, ELUSettings>
{
    public static ELUSettings Of(Modules.ELU module) => new(module.alpha, module.inplace);

    public override nn.Module Create() => nn.ELU(Alpha, Inplace);
}

[CustomObject("torch/gelu")]
internal sealed record GELUSettings(Modules.GELU.Approximate Approximate, bool Inplace) : ModuleSettings, ISettingsOf<Modules.GELU, GELUSettings>
{
    public static GELUSettings Of(Modules.GELU module) => new(module.approximate, module.inplace);

    public override nn.Module Create() => nn.GELU(Approximate, Inplace);
}

[CustomObject("torch/glu")]
internal sealed record GLUSettings(long Dim) : ModuleSettings, ISettingsOf<Modules.GLU, GLUSettings>
{
    public static GLUSettings Of(Modules.GLU module) => new(module.dim);

    public override nn.Module Create() => nn.GLU(Dim);
}

[CustomObject("torch/hardshrink")]
internal sealed record HardshrinkSettings(double Lambda) : ModuleSettings, ISettingsOf<Modules.Hardshrink, HardshrinkSettings>
{
    public static HardshrinkSettings Of(Modules.Hardshrink module) => new(module.lambda);

    public override nn.Module Create() => nn.Hardshrink(Lambda);
}

[CustomObject("torch/hardsigmoid")]
internal sealed record HardsigmoidSettings(bool Inplace) : ModuleSettings, ISettingsOf<Modules.Hardsigmoid, HardsigmoidSettings>
{
    public static HardsigmoidSettings Of(Modules.Hardsigmoid module) => new(module.inplace);

    public override nn.Module Create() => nn.Hardsigmoid(Inplace);
}

[CustomObject("torch/hardswish")]
internal sealed record HardswishSettings(bool Inplace) : ModuleSettings, ISettingsOf<Modules.Hardswish, HardswishSettings>
{
    public static HardswishSettings Of(Modules.Hardswish module) => new(module.inplace);

    public override nn.Module Create() => nn.Hardswish(Inplace);
}

[CustomObject("torch/hardtanh")]
internal sealed record HardtanhSettings(double MinVal, double MaxVal, bool Inplace) : ModuleSettings, ISettingsOf<Modules.Hardtanh, HardtanhSettings>
{
    public static HardtanhSettings Of(Modules.Hardtanh module) => new(module.min_val, module.max_val, module.inplace);

    public override nn.Module Create() => nn.Hardtanh(MinVal, MaxVal, Inplace);
}

[CustomObject("torch/leaky-relu")]
internal sealed record LeakyReLUSettings(double NegativeSlope, bool Inplace) : ModuleSettings, ISettingsOf<Modules.LeakyReLU, LeakyReLUSettings>
{
    public static LeakyReLUSettings Of(Modules.LeakyReLU module) => new(module.negative_slope, module.inplace);

    public override nn.Module Create() => nn.LeakyReLU(NegativeSlope, Inplace);
}

[CustomObject("torch/log-sigmoid")]
internal sealed record LogSigmoidSettings() : ModuleSettings, ISettingsOf<Modules.LogSigmoid, LogSigmoidSettings>
{
    public static LogSigmoidSettings Of(Modules.LogSigmoid module) => new();

    public override nn.Module Create() => nn.LogSigmoid();
}

[CustomObject("torch/log-softmax")]
internal sealed record LogSoftmaxSettings(long Dim) : ModuleSettings, ISettingsOf<Modules.LogSoftmax, LogSoftmaxSettings>
{
    public static LogSoftmaxSettings Of(Modules.LogSoftmax module) => new(module.dim);

    public override nn.Module Create() => nn.LogSoftmax(Dim);
}

[CustomObject("torch/mish")]
internal sealed record MishSettings(bool Inplace) : ModuleSettings, ISettingsOf<Modules.Mish, MishSettings>
{
    public static MishSettings Of(Modules.Mish module) => new(module.inplace);

    public override nn.Module Create() => nn.Mish(Inplace);
}

[CustomObject("torch/prelu")]
internal sealed record PReLUSettings(long NumParameters, double Init, ScalarType Dtype) : ModuleSettings, ISettingsOf<Modules.PReLU, PReLUSettings>
{
    public static PReLUSettings Of(Modules.PReLU module) => new(module.num_parameters, module.init, TypeOf(module));

    public override double LeastValues => NumParameters;

    public override nn.Module Create() => WithType(nn.PReLU(NumParameters, Init), Dtype);
}

[CustomObject("torch/relu")]
internal sealed record ReLUSettings(bool Inplace) : ModuleSettings, ISettingsOf<Modules.ReLU, ReLUSettings>
{
    public static ReLUSettings Of(Modules.ReLU module) => new(module.inplace);

    public override nn.Module Create() => nn.ReLU(Inplace);
}

[CustomObject("torch/relu6")]
internal sealed record ReLU6Settings(bool Inplace) : ModuleSettings, ISettingsOf<Modules.ReLU6, ReLU6Settings>
{
    public static ReLU6Settings Of(Modules.ReLU6 module) => new(module.inplace);

    public override nn.Module Create() => nn.ReLU6(Inplace);
}

[CustomObject("torch/rrelu")]
internal sealed record RReLUSettings(double Lower, double Upper, bool Inplace) : ModuleSettings, ISettingsOf<Modules.RReLU, RReLUSettings>
{
    public static RReLUSettings Of(Modules.RReLU module) => new(module.lower, module.upper, module.inplace);

    public override nn.Module Create() => nn.RReLU(Lower, Upper, Inplace);
}

[CustomObject("torch/selu")]
internal sealed record SELUSettings(bool Inplace) : ModuleSettings, ISettingsOf<Modules.SELU, SELUSettings>
{
    public static SELUSettings Of(Modules.SELU module) => new(module.inplace);

    public override nn.Module Create() => nn.SELU(Inplace);
}

[CustomObject("torch/silu")]
internal sealed record SiLUSettings(bool Inplace) : ModuleSettings, ISettingsOf<Modules.SiLU, SiLUSettings>
{
    public static SiLUSettings Of(Modules.SiLU module) => new(module.inplace);

    public override nn.Module Create() => nn.SiLU(Inplace);
}

[CustomObject("torch/sigmoid")]
internal sealed record SigmoidSettings(bool Inplace) : ModuleSettings, ISettingsOf<Modules.Sigmoid, SigmoidSettings>
{
    public static SigmoidSettings Of(Modules.Sigmoid module) => new(module.inplace);

    public override nn.Module Create() => nn.Sigmoid(Inplace);
}

[CustomObject("torch/softmax")]
internal sealed record SoftmaxSettings(long Dim) : ModuleSettings, ISettingsOf<Modules.Softmax, SoftmaxSettings>
{
    public static SoftmaxSettings Of(Modules.Softmax module) => new(module.dim);

    public override nn.Module Create() => nn.Softmax(Dim);
}

[CustomObject("torch/softmax2d")]
internal sealed record Softmax2dSettings() : ModuleSettings, ISettingsOf<Modules.Softmax2d, Softmax2dSettings>
{
    public static Softmax2dSettings Of(Modules.Softmax2d module) => new();

    public override nn.Module Create() => nn.Softmax2d();
}

[CustomObject("torch/softmin")]
internal sealed record SoftminSettings(long Dim) : ModuleSettings, ISettingsOf<Modules.Softmin, SoftminSettings>
{
    public static SoftminSettings Of(Modules.Softmin module) => new(module.dim);

    public override nn.Module Create() => nn.Softmin(Dim);
}

[CustomObject("torch/softplus")]
internal sealed record SoftplusSettings(double Beta, double Threshold) : ModuleSettings, ISettingsOf<Modules.Softplus, SoftplusSettings>
{
    public static SoftplusSettings Of(Modules.Softplus module) => new(module.beta, module.threshold);

    public override nn.Module Create() => nn.Softplus(Beta, Threshold);
}

[CustomObject("torch/softshrink")]
internal sealed record SoftshrinkSettings(double Lambda) : ModuleSettings, ISettingsOf<Modules.Softshrink, SoftshrinkSettings>
{
    public static SoftshrinkSettings Of(Modules.Softshrink module) => new(module.lambda);

    public override nn.Module Create() => nn.Softshrink(Lambda);
}

[CustomObject("torch/softsign")]
internal sealed record SoftsignSettings(bool Inplace) : ModuleSettings, ISettingsOf<Modules.Softsign, SoftsignSettings>
{
    public static SoftsignSettings Of(Modules.Softsign module) => new(module.inplace);

    public override nn.Module Create() => nn.Softsign(Inplace);
}

[CustomObject("torch/tanh")]
internal sealed record TanhSettings(bool Inplace) : ModuleSettings, ISettingsOf<Modules.Tanh, TanhSettings>
{
    public static TanhSettings Of(Modules.Tanh module) => new(module.inplace);

    public override nn.Module Create() => nn.Tanh(Inplace);
}

[CustomObject("torch/tanhshrink")]
internal sealed record TanhshrinkSettings(bool Inplace) : ModuleSettings, ISettingsOf<Modules.Tanhshrink, TanhshrinkSettings>
{
    public static TanhshrinkSettings Of(Modules.Tanhshrink module) => new(module.inplace);

    public override nn.Module Create() => nn.Tanhshrink(Inplace);
}

[CustomObject("torch/threshold")]
internal sealed record ThresholdSettings(double Limit, double Value, bool Inplace) : ModuleSettings, ISettingsOf<Modules.Threshold, ThresholdSettings>
{
    public static ThresholdSettings Of(Modules.Threshold module) => new(module.threshold, module.value, module.inplace);

    public override nn.Module Create() => nn.Threshold(Limit, Value, Inplace);
}
