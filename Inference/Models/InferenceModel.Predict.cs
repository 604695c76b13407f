using System.Runtime.InteropServices;

namespace OnnxForge.Inference;

// Models of one input and one output, without names.
public sealed partial class InferenceModel
{
    /// <summary>Predicts rows with a model of one float32 input and one float32 output. At most one size of the input is open, as in [batch, 8]; it follows from the number of values.</summary>
    /// <param name="rows">The rows one after another.</param>
    /// <param name="cancellationToken">Stops the run between two of its operators; the model can run again afterwards.</param>
    /// <returns>The output's elements in row-major order.</returns>
    /// <exception cref="SignatureMismatchException">The model has other element types, or the values are no whole number of rows, or not as many rows as the model fixes.</exception>
    /// <exception cref="InferenceException">The model has other inputs or outputs, or ONNX Runtime could not compute them.</exception>
    /// <exception cref="InferenceTimeoutException">The run took longer than <see cref="InferenceOptions.TimeLimit"/>.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    public float[] Predict(ReadOnlySpan<float> rows, CancellationToken cancellationToken = default) => Predict<float, float>(rows, cancellationToken);

    /// <summary>As <see cref="Predict(ReadOnlySpan{float}, CancellationToken)"/>, into memory of the caller's. Up to 4 MiB in all, repeated calls with as many rows allocate nothing.</summary>
    /// <param name="rows">The rows one after another.</param>
    /// <param name="predictions">Receives the output's elements; it may be longer.</param>
    /// <param name="cancellationToken">Stops the run between two of its operators; the model can run again afterwards.</param>
    /// <returns>The number of elements written.</returns>
    /// <exception cref="SignatureMismatchException">The model has other element types, or the values are no whole number of rows, or not as many rows as the model fixes.</exception>
    /// <exception cref="InferenceException"><paramref name="predictions"/> is too short (it stays as it is), the model has other inputs or outputs, or ONNX Runtime could not compute them.</exception>
    /// <exception cref="InferenceTimeoutException">The run took longer than <see cref="InferenceOptions.TimeLimit"/>.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    public int Predict(ReadOnlySpan<float> rows, Span<float> predictions, CancellationToken cancellationToken = default) =>
        Predict<float, float>(rows, predictions, cancellationToken);

    /// <summary>As <see cref="Predict(ReadOnlySpan{float}, CancellationToken)"/>, for any numbers and booleans.</summary>
    /// <typeparam name="TInput">The C# type of the input's elements; for float16 both Half and ONNX Runtime's Float16.</typeparam>
    /// <typeparam name="TOutput">The C# type of the output's elements.</typeparam>
    /// <inheritdoc cref="Predict(ReadOnlySpan{float}, CancellationToken)"/>
    public TOutput[] Predict<TInput, TOutput>(ReadOnlySpan<TInput> rows, CancellationToken cancellationToken = default)
        where TInput : unmanaged
        where TOutput : unmanaged
    {
        var session = Enter();
        try
        {
            using var run = Run(session, rows, stackalloc long[session.Rows.Rank<TInput, TOutput>()], cancellationToken);
            return Elements<TOutput>(run.Output).ToArray();
        }
        finally
        {
            session.Uses.Exit();
        }
    }

    /// <summary>As <see cref="Predict(ReadOnlySpan{float}, Span{float}, CancellationToken)"/>, for any numbers and booleans.</summary>
    /// <typeparam name="TInput">The C# type of the input's elements; for float16 both Half and ONNX Runtime's Float16.</typeparam>
    /// <typeparam name="TOutput">The C# type of the output's elements.</typeparam>
    /// <inheritdoc cref="Predict(ReadOnlySpan{float}, Span{float}, CancellationToken)"/>
    public int Predict<TInput, TOutput>(ReadOnlySpan<TInput> rows, Span<TOutput> predictions, CancellationToken cancellationToken = default)
        where TInput : unmanaged
        where TOutput : unmanaged
    {
        var session = Enter();
        try
        {
            using var run = Run(session, rows, stackalloc long[session.Rows.Rank<TInput, TOutput>()], cancellationToken);
            var output = Elements<TOutput>(run.Output);
            if (output.Length > predictions.Length)
            {
                throw new InferenceException($"Predictions of model {session.Name}", $"room for {output.Length} values", $"room for {predictions.Length}", "Give a longer span");
            }

            output.CopyTo(predictions);
            return output.Length;
        }
        finally
        {
            session.Uses.Exit();
        }
    }

    /// <summary>Predicts rows with a model of one float32 input [batch, ...] and one float32 output [batch, ...].</summary>
    /// <param name="rows">The rows, each with all values of one.</param>
    /// <param name="cancellationToken">Stops the run between two of its operators; the model can run again afterwards.</param>
    /// <returns>The output's elements, row by row.</returns>
    /// <exception cref="SignatureMismatchException">The model has other element types, a row is null or has another length than the first, or the model takes other rows.</exception>
    /// <exception cref="InferenceException">The model has other inputs or outputs, gives something else than a row for a row, or ONNX Runtime could not compute them.</exception>
    /// <exception cref="InferenceTimeoutException">The run took longer than <see cref="InferenceOptions.TimeLimit"/>.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    public float[][] PredictRows(IReadOnlyList<float[]> rows, CancellationToken cancellationToken = default) => PredictRows<float, float>(rows, cancellationToken);

    /// <summary>As <see cref="PredictRows(IReadOnlyList{float[]}, CancellationToken)"/>, for any numbers and booleans.</summary>
    /// <typeparam name="TInput">The C# type of the input's elements; for float16 both Half and ONNX Runtime's Float16.</typeparam>
    /// <typeparam name="TOutput">The C# type of the output's elements.</typeparam>
    /// <inheritdoc cref="PredictRows(IReadOnlyList{float[]}, CancellationToken)"/>
    public TOutput[][] PredictRows<TInput, TOutput>(IReadOnlyList<TInput[]> rows, CancellationToken cancellationToken = default)
        where TInput : unmanaged
        where TOutput : unmanaged
    {
        ArgumentNullException.ThrowIfNull(rows);
        var values = Predict<TInput, TOutput>(RowList.Flatten($"Rows for model {Name}", rows), cancellationToken);
        if (rows.Count == 0 ? values.Length != 0 : values.Length % rows.Count != 0)
        {
            throw new InferenceException($"PredictRows of model {Name}", $"a row of predictions for each of {rows.Count} rows", $"{values.Length} values", "Use Predict, which gives the values as they come");
        }

        return rows.Count == 0 ? [] : [.. values.Chunk(Math.Max(1, values.Length / rows.Count))];
    }

    /// <summary>Computes the output of a model of one input and one output, of any element type and any sizes.</summary>
    /// <param name="input">The input. Numbers are read where they are: do not change them during the run.</param>
    /// <param name="cancellationToken">Stops the run between two of its operators; the model can run again afterwards.</param>
    /// <exception cref="SignatureMismatchException">The model has several inputs or outputs, or an element type, rank or size differs from <see cref="Signature"/>.</exception>
    /// <exception cref="InferenceException">ONNX Runtime could not compute the output.</exception>
    /// <exception cref="InferenceTimeoutException">The run took longer than <see cref="InferenceOptions.TimeLimit"/>.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    public TensorData Predict(TensorData input, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(input);
        var session = Enter();
        try
        {
            return session.Run(Single(session, input), cancellationToken)[0];
        }
        finally
        {
            session.Uses.Exit();
        }
    }

    /// <summary>As <see cref="Predict(ReadOnlySpan{float}, CancellationToken)"/>, on a thread of the thread pool; the calling thread is not held up.</summary>
    /// <inheritdoc cref="Predict(ReadOnlySpan{float}, CancellationToken)"/>
    public Task<float[]> PredictAsync(ReadOnlyMemory<float> rows, CancellationToken cancellationToken = default) => PredictAsync<float, float>(rows, cancellationToken);

    /// <summary>As <see cref="PredictAsync(ReadOnlyMemory{float}, CancellationToken)"/>, for any numbers and booleans.</summary>
    /// <typeparam name="TInput">The C# type of the input's elements; for float16 both Half and ONNX Runtime's Float16.</typeparam>
    /// <typeparam name="TOutput">The C# type of the output's elements.</typeparam>
    /// <inheritdoc cref="Predict(ReadOnlySpan{float}, CancellationToken)"/>
    public Task<TOutput[]> PredictAsync<TInput, TOutput>(ReadOnlyMemory<TInput> rows, CancellationToken cancellationToken = default)
        where TInput : unmanaged
        where TOutput : unmanaged =>
        OnThreadPool(_ => rows, (_, rows) => Predict<TInput, TOutput>(rows.Span, cancellationToken), cancellationToken);

    /// <summary>As <see cref="Predict(TensorData, CancellationToken)"/>, on a thread of the thread pool; the calling thread is not held up.</summary>
    /// <inheritdoc cref="Predict(TensorData, CancellationToken)"/>
    public Task<TensorData> PredictAsync(TensorData input, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(input);
        return OnThreadPool(session => Single(session, input), (session, inputs) => session.Run(inputs, cancellationToken)[0], cancellationToken);
    }

    /// <summary>The dims of a number of elements of the one input.</summary>
    internal long[] DimsOfRows<TInput, TOutput>(int count)
    {
        var rows = Loaded.Rows;
        var dims = new long[rows.Rank<TInput, TOutput>()];
        rows.Write(count, dims);
        return dims;
    }

    private static TensorData[] Single(ModelSession session, TensorData input)
    {
        if (session is not { InputNames.Length: 1, OutputNames.Length: 1 })
        {
            throw new SignatureMismatchException($"Predict of model {session.Name}", "one input and one output", $"{session.Signature}", "Use Run");
        }

        SignatureCheck.Check(session, [input]);
        return [input];
    }

    private static SpanRun Run<T>(ModelSession session, ReadOnlySpan<T> elements, scoped Span<long> dims, CancellationToken cancellationToken) where T : unmanaged
    {
        session.Rows.Write(elements.Length, dims);
        return new SpanRun(session, MemoryMarshal.AsBytes(elements), dims, cancellationToken);
    }

    private static ReadOnlySpan<T> Elements<T>(ReadOnlySpan<byte> bytes) where T : unmanaged => MemoryMarshal.Cast<byte, T>(bytes);
}
