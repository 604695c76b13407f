using Microsoft.ML.OnnxRuntime;

namespace OnnxForge.Inference;

/// <summary>Several models that run as one: a <see cref="Pipeline"/> or an <see cref="Ensemble"/>.</summary>
/// <remarks>All members may be called from several threads at once. The models stay the caller's, who disposes them; there is nothing to dispose here. What one model
/// hands to another is not copied: it stays in ONNX Runtime's memory, on a CUDA device where both models are there. Each run of a model keeps to the time limit of that model.</remarks>
public abstract class CombinedModel : IRunnable
{
    private readonly RowShape _rows;
    private readonly string _title;

    private protected CombinedModel(string title, ModelSignature signature)
    {
        (_title, Signature) = (title, signature);
        _rows = new RowShape(signature, title);
    }

    /// <summary>What goes in and what comes out. Sizes of equal names are equal.</summary>
    public ModelSignature Signature { get; }

    string IRunnable.Title => _title;

    string IRunnable.Label => Label;

    /// <summary>See <see cref="IRunnable.Label"/>.</summary>
    private protected abstract string Label { get; }

    string? IRunnable.Place => Place;

    private protected abstract string? Place { get; }

    /// <summary>Computes all outputs.</summary>
    /// <param name="inputs">A tensor for each input by name. Numbers are read where they are: do not change them during the run.</param>
    /// <param name="cancellationToken">Stops the run between two operators; the models can run again afterwards.</param>
    /// <returns>A tensor for each output by name, in the order of <see cref="Signature"/>.</returns>
    /// <exception cref="SignatureMismatchException">A name, element type, rank or size differs from <see cref="Signature"/>.</exception>
    /// <exception cref="InferenceException">ONNX Runtime could not compute the outputs, or models of an ensemble gave outputs of different sizes.</exception>
    /// <exception cref="InferenceTimeoutException">A model took longer than its <see cref="InferenceOptions.TimeLimit"/>.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">A model was disposed.</exception>
    public IReadOnlyDictionary<string, TensorData> Run(IReadOnlyDictionary<string, TensorData> inputs, CancellationToken cancellationToken = default)
    {
        var outputs = Run(Ordered(inputs), cancellationToken);
        return Signature.Outputs.Zip(outputs).ToDictionary(pair => pair.First.Name, pair => pair.Second, StringComparer.Ordinal);
    }

    /// <summary>As <see cref="Run(IReadOnlyDictionary{string, TensorData}, CancellationToken)"/>, on a thread of the thread pool; the calling thread is not held up.</summary>
    /// <inheritdoc cref="Run(IReadOnlyDictionary{string, TensorData}, CancellationToken)"/>
    public Task<IReadOnlyDictionary<string, TensorData>> RunAsync(IReadOnlyDictionary<string, TensorData> inputs, CancellationToken cancellationToken = default)
    {
        Ordered(inputs);
        return Task.Run(() => Run(inputs, cancellationToken), cancellationToken);
    }

    /// <summary>Predicts rows where there is one float32 input and one float32 output. At most one size of the input is open, as in [batch, 8]; it follows from the number of values.</summary>
    /// <param name="rows">The rows one after another.</param>
    /// <param name="cancellationToken">Stops the run between two operators; the models can run again afterwards.</param>
    /// <returns>The output's elements in row-major order.</returns>
    /// <exception cref="SignatureMismatchException">The element types are others, or the values are no whole number of rows, or not as many rows as the input fixes.</exception>
    /// <exception cref="InferenceException">There are other inputs or outputs, or ONNX Runtime could not compute them.</exception>
    /// <exception cref="InferenceTimeoutException">A model took longer than its <see cref="InferenceOptions.TimeLimit"/>.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">A model was disposed.</exception>
    public float[] Predict(ReadOnlySpan<float> rows, CancellationToken cancellationToken = default)
    {
        var input = TensorData.Create(rows.ToArray(), DimsOfRows<float, float>(rows.Length));
        return Run([input], cancellationToken)[0].AsSpan<float>().ToArray();
    }

    TensorData[] IRunnable.Run(TensorData[] inputs) => Run(inputs, CancellationToken.None);

    long[] IRunnable.DimsOfRows<TInput, TOutput>(int count) => DimsOfRows<TInput, TOutput>(count);

    IReadOnlyList<OrtValue> IRunnable.Run(ValueScope scope, OrtValue[] inputs, bool[] inPlace, CancellationToken cancellationToken) => RunValues(scope, inputs, inPlace, cancellationToken);

    /// <summary>See <see cref="IRunnable.Run(ValueScope, OrtValue[], bool[], CancellationToken)"/>.</summary>
    private protected abstract IReadOnlyList<OrtValue> RunValues(ValueScope scope, OrtValue[] inputs, bool[] inPlace, CancellationToken cancellationToken);

    private long[] DimsOfRows<TInput, TOutput>(int count)
    {
        var dims = new long[_rows.Rank<TInput, TOutput>()];
        _rows.Write(count, dims);
        return dims;
    }

    private TensorData[] Ordered(IReadOnlyDictionary<string, TensorData> inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        return SignatureCheck.Ordered(_title, Signature.Inputs, inputs);
    }

    private TensorData[] Run(TensorData[] inputs, CancellationToken cancellationToken)
    {
        using var scope = new ValueScope();
        var outputs = RunValues(scope, scope.Pin(inputs), new bool[Signature.Outputs.Count], cancellationToken);
        return [.. outputs.Select(OutputReader.Read)];
    }
}
