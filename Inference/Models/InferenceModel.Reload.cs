namespace OnnxForge.Inference;

// One file after another.
public sealed partial class InferenceModel
{
    /// <summary>Loads another file with the same options and runs it from now on: it is loaded beside, compared, warmed up where <see cref="InferenceOptions.WarmUp"/> says so,
    /// and takes over in one step. Runs under way end on the old file, which is freed after the last; bindings stay on it. Where anything fails, nothing has changed.</summary>
    /// <param name="path">The .onnx file; it may be the one that was loaded before.</param>
    /// <exception cref="ModelLoadException">The file is missing, damaged, hostile or not supported, or has another signature.</exception>
    /// <exception cref="InferenceException">The device is not there, or the warm-up run failed.</exception>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    public void Reload(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        TakeOver(ModelSource.Of(path));
    }

    /// <summary>As <see cref="Reload(string)"/>, of the bytes of a file.</summary>
    /// <param name="model">The file's bytes.</param>
    /// <exception cref="ModelLoadException">The bytes are damaged, hostile or not supported, or have another signature.</exception>
    /// <exception cref="InferenceException">The device is not there, or the warm-up run failed.</exception>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    public void Reload(ReadOnlyMemory<byte> model) => TakeOver(ModelSource.Of(model));

    /// <summary>Frees the model, once no run and no binding uses it any more; later calls of Run, Predict and Bind fail.</summary>
    public void Dispose()
    {
        lock (_turn)
        {
            _disposed = true;
            _sessions.Close();
        }
    }

    private void TakeOver(ModelSource source)
    {
        try
        {
            Replace(source);
        }
        catch (InferenceException error)
        {
            Instruments.CountReload(Label, error);
            throw;
        }

        Instruments.CountReload(Label, null);
    }

    private void Replace(ModelSource source)
    {
        ThrowIfDisposed();
        var loaded = SessionFactory.Open(source, _options).Group;
        try
        {
            loaded.First.Failed = OnRunFailed;
            if (!loaded.First.Signature.Equals(Signature))
            {
                throw new ModelLoadException(source.Path, $"Model {source.Name}", $"the signature of the model it replaces, {Signature}", $"{loaded.First.Signature}", "Export it with the same inputs and outputs, or load it as a model of its own");
            }

            lock (_turn)
            {
                ThrowIfDisposed();
                (loaded, _sessions) = (_sessions, loaded);
            }
        }
        finally
        {
            // The old one after a success, else the new one.
            loaded.Close();
        }
    }
}
