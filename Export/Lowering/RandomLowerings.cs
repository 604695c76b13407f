namespace OnnxForge.Export;

/// <summary>Operators whose result differs from run to run; an exported file must give the same every time.</summary>
internal static class RandomLowerings
{
    [Lowering("aten::rand", "aten::rand_like", "aten::randn", "aten::randn_like", "aten::randint", "aten::randint.low", "aten::randint_like", "aten::randint_like.low_dtype", "aten::randperm",
        "aten::bernoulli", "aten::bernoulli.p", "aten::bernoulli.float", "aten::bernoulli.Tensor", "aten::multinomial", "aten::poisson", "aten::binomial",
        "aten::normal", "aten::normal.Tensor_float", "aten::normal.float_Tensor", "aten::normal.Tensor_Tensor", "aten::normal.float_float",
        "aten::uniform", "aten::exponential", "aten::random", "aten::random.from", "aten::random.to", "aten::cauchy", "aten::log_normal", "aten::geometric")]
    public static Value Random(LoweringContext c) => throw LoweringContext.Refuse("it is random; pass the numbers as an input, or leave the operator out in evaluation mode");
}
