using static TorchSharp.torch;

namespace OnnxForge.Export;

/// <summary>Puts a module tree into evaluation mode, and back into what each module was in when disposed.</summary>
internal sealed class EvaluationMode : IDisposable
{
    private readonly List<(nn.Module Module, bool Training)> before;

    public EvaluationMode(nn.Module module)
    {
        before = [(module, module.training), .. module.modules().Select(m => (m, m.training))];
        module.eval();
    }

    // parents first: train() sets the whole subtree
    public void Dispose()
    {
        foreach (var (module, training) in before) module.train(training);
    }
}
