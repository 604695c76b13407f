using System.Globalization;
using OnnxForge.Inference;
using static OnnxForge.Tests.Inference.HandMadeModels;

namespace OnnxForge.Tests.Inference;

/// <summary>Many calls of every kind, after which the process has no more memory than before: 5·10⁴, and 10⁶ with ONNXFORGE_LONG=1.</summary>
[TestClass]
[OSCondition(OperatingSystems.Linux)]
public sealed class SoakTests
{
    private const int Stretches = 10;

    /// <summary>What memory may grow by in all: the noise of the heap, and under 5 bytes a call in the long run.</summary>
    private const long Room = 4 << 20;

    private static readonly int Calls = Environment.GetEnvironmentVariable("ONNXFORGE_LONG") == "1" ? 1_000_000 : 50_000;

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    public void Calls_OfEveryKind_TakeNoMemory()
    {
        using var linear = InferenceModel.Load(Linear, new InferenceOptions { Threads = 1, TimeLimit = TimeSpan.FromMinutes(1) });
        using var pair = InferenceModel.Load(Pair, new InferenceOptions { Threads = 1 });
        var pipeline = Pipeline.Of(linear).Then(pair, ("y", "left"), ("y", "right"));
        using var bound = linear.Bind(Named(("x", TensorData.Create(new float[3], 1, 3))));
        for (var i = 0; i < Calls / Stretches; i++)
        {
            Call(i, linear, pair, pipeline, bound);
        }

        var memory = new List<long> { Memory() };
        for (var stretch = 1; stretch <= Stretches; stretch++)
        {
            for (var i = 0; i < Calls / Stretches; i++)
            {
                Call(i, linear, pair, pipeline, bound);
            }

            memory.Add(Memory());
        }

        TestContext.WriteLine($"{Calls} calls: {string.Join(' ', memory.Select(bytes => $"{bytes / 1e6:f1}"))} MB");
        Assert.IsTrue(memory[^3..].Min() - memory[..3].Max() < Room, string.Join(' ', memory));
    }

    private static void Call(int number, InferenceModel linear, InferenceModel pair, Pipeline pipeline, BoundRun bound)
    {
        // Sizes differ, so that what is kept ready for some is thrown away for others.
        var rows = 1 + (number / 8 % 40);
        var x = TensorData.Create(new float[3 * rows], rows, 3);
        var names = TensorData.Create(Enumerable.Repeat("name", rows).ToArray(), rows);
        switch (number % 8)
        {
            case 0: linear.Predict(new float[3 * rows]); break;
            case 1: linear.Run(Named(("x", x))); break;
            case 2: linear.Run([x], [TensorData.Create(new float[2 * rows], rows, 2)]); break;
            case 3: bound.Run(); break;
            case 4: Assert.ThrowsExactly<SignatureMismatchException>(() => linear.Predict(new float[4])); break;
            case 5: pair.Run(Named(("left", TensorData.Create(new float[2 * rows], rows, 2)), ("right", TensorData.Create(new float[2 * rows], rows, 2)), ("names", names))); break;
            case 6: pipeline.Run(Named(("x", x), ("names", names))); break;
            default:
                using (linear.Bind(Named(("x", x))))
                {
                    break;
                }
        }

        if (number % 2000 == 0)
        {
            using var loaded = InferenceModel.Load(Linear, new InferenceOptions { WarmUp = true });
        }
    }

    /// <summary>The memory that is this process's own, after everything was freed that can be.</summary>
    private static long Memory()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        var line = File.ReadLines("/proc/self/status").First(line => line.StartsWith("RssAnon:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;
    }
}
