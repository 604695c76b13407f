using Microsoft.ML.OnnxRuntime;

namespace OnnxForge.Inference;

// A model as a part of several.
public sealed partial class InferenceModel : IRunnable
{
    string IRunnable.Title => Loaded.Title;

    string IRunnable.Label => Label;

    string? IRunnable.Place => Device.IsCpu ? null : Device.Name;

    IReadOnlyList<OrtValue> IRunnable.Run(ValueScope scope, OrtValue[] inputs, bool[] inPlace, CancellationToken cancellationToken)
    {
        var session = scope.Use(Enter());
        return scope.Own(session.Device.IsCpu ? session.Run(inputs, cancellationToken) : session.Run(inputs, inPlace, cancellationToken));
    }

    TensorData[] IRunnable.Run(TensorData[] inputs) => Run(inputs);

    long[] IRunnable.DimsOfRows<TInput, TOutput>(int count) => DimsOfRows<TInput, TOutput>(count);
}
