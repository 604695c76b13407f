namespace OnnxForge.Tests.Authoring;

/// <summary>What was told of a progress.</summary>
internal sealed class ProgressSteps : List<double>, IProgress<double>
{
    public void Report(double value) => Add(value);
}
