namespace OnnxForge.Inference;

/// <summary>Runs of tensors in the order of the signature, into tensors of the caller's.</summary>
internal static class TensorRun
{
    /// <summary>More sizes than a signature that is worth pooling has.</summary>
    private const int LongestKey = 64;

    public static void Run(ModelSession session, ReadOnlySpan<TensorData> inputs, ReadOnlySpan<TensorData> outputs, CancellationToken cancellationToken)
    {
        SignatureCheck.Check(session, inputs);
        CheckRoom(session, outputs);
        Span<long> key = stackalloc long[LongestKey];
        var length = WriteKey(inputs, key);
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
            inputs[i].Bytes.CopyTo(pooled.Input(i));
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
                session.Pooled.Prepare(key, [.. inputs.ToArray().Select(input => input.Shape.ToArray())], values);
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
