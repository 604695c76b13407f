namespace OnnxForge.Inference;

/// <summary>Runs of tensors in the order of the signature.</summary>
internal static class TensorRun
{
    /// <summary>More sizes than a signature that is worth pooling has.</summary>
    private const int LongestKey = 64;

    /// <summary>Up to so many bytes, a copy into memory that ONNX Runtime knows takes less than telling it where the tensors are.</summary>
    private const long WorthACopy = 64 << 10;

    /// <summary>Runs over inputs that were checked, and makes the outputs.</summary>
    public static TensorData[] Run(ModelSession session, ReadOnlySpan<TensorData> inputs, CancellationToken cancellationToken)
    {
        Span<long> key = stackalloc long[LongestKey];
        key = session.Device.IsCpu && Size(inputs) <= WorthACopy ? key[..WriteKey(inputs, key)] : [];
        var failed = false;
        if (key.Length > 0 && session.Pooled.Rent(key) is { } pooled)
        {
            try
            {
                return RunPooled(pooled, inputs, session.OutputNames.Length, cancellationToken);
            }
            catch (InferenceException error) when (error is not InferenceTimeoutException)
            {
                // Either the model cannot compute this, which the next run says again, or an output has another size this time.
                failed = true;
            }
            finally
            {
                session.Pooled.Return(pooled);
            }
        }

        var outputs = RunInPlace(session, inputs, failed ? [] : key, cancellationToken);
        if (failed)
        {
            session.Pooled.Stop();
        }

        return outputs;
    }

    /// <summary>Runs into tensors of the caller's.</summary>
    public static void Run(ModelSession session, ReadOnlySpan<TensorData> inputs, ReadOnlySpan<TensorData> outputs, CancellationToken cancellationToken)
    {
        SignatureCheck.Check(session, inputs);
        CheckRoom(session, outputs);
        Span<long> key = stackalloc long[LongestKey];
        var length = session.TakesText ? 0 : WriteKey(inputs, key);
        var failed = false;
        if (length > 0 && session.Pooled.Rent(key[..length]) is { } pooled)
        {
            try
            {
                RunPooled(session, pooled, inputs, outputs, cancellationToken);
                return;
            }
            catch (InferenceException error) when (error is not (InferenceTimeoutException or SignatureMismatchException))
            {
                // Either the model cannot compute this, which the next run says again, or an output has another size this time.
                failed = true;
            }
            finally
            {
                session.Pooled.Return(pooled);
            }
        }

        RunInPlace(session, inputs, outputs, failed ? [] : key[..length], cancellationToken);
        if (failed)
        {
            session.Pooled.Stop();
        }
    }

    private static TensorData[] RunPooled(PooledRun pooled, ReadOnlySpan<TensorData> inputs, int count, CancellationToken cancellationToken)
    {
        for (var i = 0; i < inputs.Length; i++)
        {
            pooled.Write(i, inputs[i]);
        }

        pooled.Run(cancellationToken);
        var outputs = new TensorData[count];
        for (var i = 0; i < outputs.Length; i++)
        {
            outputs[i] = pooled.Read(i);
        }

        return outputs;
    }

    private static TensorData[] RunInPlace(ModelSession session, ReadOnlySpan<TensorData> inputs, ReadOnlySpan<long> key, CancellationToken cancellationToken)
    {
        var pinned = PinnedTensor.PinAll(inputs);
        try
        {
            using var values = session.Run(Array.ConvertAll(pinned, input => input.Value), cancellationToken);
            TensorData[] outputs = [.. values.Select(OutputReader.Read)];
            if (key.Length > 0 && Size(outputs) <= WorthACopy)
            {
                session.Pooled.Prepare(key, Dims(inputs), values);
            }

            return outputs;
        }
        finally
        {
            PinnedTensor.DisposeAll(pinned);
        }
    }

    /// <summary>The bytes of numbers and the characters of texts.</summary>
    private static long Size(ReadOnlySpan<TensorData> tensors)
    {
        var size = 0L;
        foreach (var tensor in tensors)
        {
            size += tensor.Count * tensor.Type.ByteSize();
            if (tensor.Type == ElementType.String)
            {
                foreach (var text in tensor.AsSpan<string>())
                {
                    size += text.Length;
                }
            }
        }

        return size;
    }

    private static long[][] Dims(ReadOnlySpan<TensorData> tensors)
    {
        var dims = new long[tensors.Length][];
        for (var i = 0; i < dims.Length; i++)
        {
            dims[i] = tensors[i].Shape.ToArray();
        }

        return dims;
    }

    private static void CheckRoom(ModelSession session, ReadOnlySpan<TensorData> outputs)
    {
        var given = 0;
        foreach (var output in outputs)
        {
            given += output is null ? 0 : 1;
        }

        if (given != session.OutputNames.Length || given != outputs.Length)
        {
            throw new SignatureMismatchException(
                $"Outputs of model {session.Name}", string.Join(", ", session.Signature.Outputs), $"{given} tensors", "Give a tensor for each output, in this order");
        }
    }

    private static void RunPooled(ModelSession session, PooledRun pooled, ReadOnlySpan<TensorData> inputs, ReadOnlySpan<TensorData> outputs, CancellationToken cancellationToken)
    {
        for (var i = 0; i < outputs.Length; i++)
        {
            OutputMemory.Check(session, i, outputs[i], pooled.OutputDims(i));
        }

        for (var i = 0; i < inputs.Length; i++)
        {
            pooled.Write(i, inputs[i]);
        }

        pooled.Run(cancellationToken);
        for (var i = 0; i < outputs.Length; i++)
        {
            pooled.Output(i).CopyTo(outputs[i].MutableBytes(0, pooled.Output(i).Length));
        }
    }

    private static void RunInPlace(ModelSession session, ReadOnlySpan<TensorData> inputs, ReadOnlySpan<TensorData> outputs, ReadOnlySpan<long> key, CancellationToken cancellationToken)
    {
        var pinned = PinnedTensor.PinAll(inputs);
        try
        {
            using var values = session.Run(Array.ConvertAll(pinned, input => input.Value), cancellationToken);
            for (var i = 0; i < outputs.Length; i++)
            {
                OutputMemory.Check(session, i, outputs[i], values[i].GetTensorTypeAndShape().Shape);
            }

            for (var i = 0; i < outputs.Length; i++)
            {
                OutputMemory.Copy(OutputReader.Read(values[i]), outputs[i]);
            }

            if (key.Length > 0)
            {
                session.Pooled.Prepare(key, Dims(inputs), values);
            }
        }
        finally
        {
            PinnedTensor.DisposeAll(pinned);
        }
    }

    /// <summary>The sizes of all inputs, each input's ended by -1 but the last's; 0 where there are too many.</summary>
    private static int WriteKey(ReadOnlySpan<TensorData> inputs, Span<long> key)
    {
        var length = 0;
        for (var i = 0; i < inputs.Length; i++)
        {
            var shape = inputs[i].Shape;
            if (length + shape.Length + 1 > key.Length)
            {
                return 0;
            }

            if (i > 0)
            {
                key[length++] = -1;
            }

            shape.CopyTo(key[length..]);
            length += shape.Length;
        }

        return length;
    }
}
